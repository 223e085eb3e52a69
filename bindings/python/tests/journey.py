"""Two people meet through a relay: found, invite, join, capture with no
signal, sync, read on the other side. Run by bindings/ffi/tests/python.rs."""

import asyncio
import inspect
import os
import sys
import threading
from pathlib import Path

from patchwork_client import (
    AccessRole,
    AgencyKind,
    Client,
    ClientError,
    ConnectionOptions,
    EntryKind,
    EntryState,
    Founding,
    Invitee,
    KeyVault,
    LogSink,
    MeasuredText,
    NewAgency,
    NewCase,
    NewInvolvement,
    NewMember,
    NewPerson,
    Options,
    PastHelper,
    PictureBox,
    PictureFace,
    PictureFocus,
    PictureGroup,
    PictureHeld,
    PictureHome,
    PictureKeyRow,
    PictureLabel,
    PictureLabelLine,
    PictureLine,
    PictureNode,
    PictureNodeKind,
    PictureRequest,
    PictureText,
    PictureTie,
    PictureView,
    ProxySetting,
    Standing,
    SyncState,
    TimelineFilter,
    Undone,
    UpdateListener,
    UsedToHelp,
    Viewport,
    WhyStopped,
    choices,
    describe_error,
    draw_id,
    erase_device,
    log_to,
)


class Vault(KeyVault):
    """A keystore; on a phone the platform's."""

    def __init__(self):
        self.secrets = {}

    def load(self, name):
        return self.secrets.get(name)

    def store(self, name, secret):
        self.secrets[name] = secret

    def delete(self, name):
        self.secrets.pop(name, None)


class Listener(UpdateListener):
    """Posts updates to a list, as an app posts them to its main queue."""

    def __init__(self):
        self.heard = []
        self.lock = threading.Lock()

    def updated(self, update):
        with self.lock:
            self.heard.append(update)


class Throws(UpdateListener):
    """A listener with a fault in it."""

    def updated(self, update):
        raise RuntimeError("a fault of the app's")


class Lines(LogSink):
    """Keeps the log, and has a fault in it."""

    def __init__(self):
        self.lines = []

    def line(self, level, line):
        self.lines.append(line)
        raise RuntimeError("a fault of the app's")


async def until(look, what):
    """Waits until `look` finds something, at most ten seconds."""
    for _ in range(1000):
        found = await look()
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"it did not come about: {what}")


async def open_client(folder, vault):
    return await Client.open(Options(data_dir=str(folder), undo_seconds=10), vault)


def offered_to_a_form():
    """Every kind of agency is offered once, as its enum, and five are sensitive."""
    kinds = choices().agency_kinds
    assert [kind.value for kind in kinds] == list(AgencyKind), kinds
    assert len(kinds) == 24, kinds
    assert len({kind.code for kind in kinds}) == len({kind.label for kind in kinds}) == 24
    sensitive = [kind.value for kind in kinds if kind.is_sensitive]
    assert len(sensitive) == 5 and AgencyKind.SEXUAL_HEALTH in sensitive, sensitive


# What a picture is made of. Apps draw from these: a name that changes here breaks their drawing.
PICTURE = {
    Viewport: "width height text_scale",
    PictureRequest: "viewport focus shows_past widths",
    MeasuredText: "style text width",
    PictureText: "style text",
    PictureView: "width height opens_at family homes groups lines ties faces labels held nodes"
    " key has_past texts summary used_to_help",
    UsedToHelp: "words count named more",
    PastHelper: "person name",
    PictureBox: "x y width height",
    PictureHome: "id boxes",
    PictureGroup: "id agency people is_named bounds news",
    PictureLine: "id group path style",
    PictureTie: "id kind path strokes",
    PictureFace: "id group kind x y radius initials initials_size rim is_current is_deceased"
    " is_focused news",
    PictureLabel: "of bounds lines is_cut",
    PictureLabelLine: "text style size baseline",
    PictureHeld: "id missing x y radius bounds",
    PictureNode: "id person practitioner kind leads_to bounds description",
    PictureKeyRow: "mark label",
}


def as_the_apps_draw_it():
    """The shape of a picture is the one that the apps were written for."""
    for record, fields in PICTURE.items():
        found = [name for name in inspect.signature(record).parameters if name != "self"]
        assert found == fields.split(), (record, found)
    assert [kind.name for kind in PictureNodeKind] == [
        "CHILD",
        "FAMILY",
        "PROFESSIONAL",
        "GROUP",
        "HELD",
    ]


async def drawn(client, case):
    """A picture is drawn, measured, drawn again, and looked at in its parts."""
    phone = Viewport(width=360.0, height=640.0, text_scale=1.0)
    whole = PictureFocus.WHOLE()
    first = await client.picture(case, PictureRequest(viewport=phone, focus=whole))
    assert (first.width, first.height, first.opens_at) == (360.0, 640.0, 0.0), first
    child = first.nodes[0]
    assert child.kind == PictureNodeKind.CHILD and child.description == "Ella Marsh", child
    assert child.leads_to is None and first.faces[0].id == child.id
    assert all(node.bounds.width >= 44 and node.bounds.height >= 44 for node in first.nodes)
    assert {face.id for face in first.faces} <= {label.of for label in first.labels}
    assert len(first.lines) == len(first.groups) > 0 and len(first.lines[0].path) % 6 == 2
    assert any(row.mark.is_CONTACT() for row in first.key), first.key
    widths = [MeasuredText(style=one.style, text=one.text, width=90.0) for one in first.texts]
    again = await client.picture(case, PictureRequest(viewport=phone, focus=whole, widths=widths))
    assert again.texts == first.texts
    assert next(label for label in again.labels if label.of == child.id).bounds.width == 90.0
    helper = next(node for node in first.nodes if node.kind == PictureNodeKind.PROFESSIONAL)
    assert isinstance(helper.leads_to, PictureFocus.PERSON), helper
    looked = await client.picture(case, PictureRequest(viewport=phone, focus=helper.leads_to))
    assert [face.id for face in looked.faces if face.is_focused] == [helper.id]
    nobody = PictureFocus.GROUP(id="group:nobody")
    assert await client.picture(case, PictureRequest(viewport=phone, focus=nobody)) == first
    assert first.used_to_help is None and not first.has_past


async def named_at_the_switch(client, case):
    """Whoever used to help is named, and shown when they are asked for."""
    lena = await client.add_person(
        case,
        NewPerson(
            id=draw_id(), name="Lena Fox", role="Key worker", agency="Nursery", mobile="", email=""
        ),
    )
    await client.add_involvement(
        case,
        NewInvolvement(
            id=draw_id(),
            practitioner=None,
            person=lena,
            role="Key worker",
            _from=None,
            until="2020-03-01",
            basis=None,
            review=None,
        ),
    )
    phone = Viewport(width=360.0, height=640.0, text_scale=1.0)
    request = PictureRequest(viewport=phone, focus=PictureFocus.WHOLE())
    now = await client.picture(case, request)
    assert now.has_past and now.used_to_help.words == "1 person: Lena Fox", now.used_to_help
    assert (now.used_to_help.count, now.used_to_help.more) == (1, 0)
    [one] = now.used_to_help.named
    assert one.person == lena and all(node.person != lena for node in now.nodes)
    request = PictureRequest(viewport=phone, focus=request.focus, shows_past=True)
    shown = await client.picture(case, request)
    assert shown.used_to_help == now.used_to_help
    assert any(node.person == lena for node in shown.nodes)


async def told_how_to_connect(data):
    """What an app says of proxies and certificates is read before anything is opened."""
    proxy = ProxySetting.AT(url="no address")
    for wrong, field in [
        (ConnectionOptions(extra_roots=[b"no certificate"]), "extra_roots"),
        (ConnectionOptions(proxy=proxy), "proxy"),
    ]:
        options = Options(data_dir=str(data / "nobody"), undo_seconds=10, connection=wrong)
        try:
            await Client.open(options, Vault())
            raise AssertionError(f"opened with a wrong {field}")
        except ClientError.Invalid as error:
            assert error.field == field, error
    assert not (data / "nobody").exists()


async def journey(relay, data):
    offered_to_a_form()
    as_the_apps_draw_it()
    await told_how_to_connect(data)
    priyas_vault, listener = Vault(), Listener()
    lines = Lines()
    log_to(lines)
    priya = await open_client(data / "priya", priyas_vault)
    subscription = priya.subscribe(listener)
    # Whoever throws on hearing of a change fails nothing and keeps nobody from hearing.
    throws = priya.subscribe(Throws())
    await priya.found(
        Founding(
            relay=relay,
            relay_token=None,
            partnership="Northtown",
            front_door="01632 960123",
            agency="Children's social care",
            agency_kind=AgencyKind.SOCIAL_CARE,
            name="Priya Nair",
            role="Social worker",
        )
    )
    school = await priya.add_agency(
        NewAgency(id=None, name="Hillside Primary", kind=AgencyKind.SCHOOL)
    )
    invitation = await priya.invite(
        Invitee(id=draw_id(), name="Tom Reed", role="Pastoral lead", agency=school)
    )

    toms_vault = Vault()
    tom = await open_client(data / "tom", toms_vault)
    standing = await tom.join(invitation.code)
    assert isinstance(standing, Standing.WAITING), standing

    async def asking():
        return await priya.pending_devices()

    [device] = await until(asking, "Tom asks to join")
    assert device.words == standing.words, "both screens show the same words"
    await priya.admit(device.device)

    async def admitted():
        return isinstance(await tom.standing(), Standing.MEMBER)

    await until(admitted, "Tom is let in")
    toms_id = (await tom.me()).practitioner

    async def named():
        partnership = await tom.partnership()
        return partnership.name and partnership

    partnership = await until(named, "Tom learns the partnership's name")
    assert partnership.front_door_link == "tel:+441632960123", partnership

    # No signal: the case is opened and the worry saved on the phone.
    await priya.set_offline(True)
    case = await priya.open_case(
        NewCase(
            given="Ella",
            family="Marsh",
            preferred="",
            born="2019-03-12",
            born_is_approximate=False,
            expected=None,
            nhs_number="",
            request=draw_id(),
            team=[NewMember(practitioner=toms_id, access=AccessRole.MEMBER)],
        )
    )
    draft = await priya.new_draft(case)
    draft.kind = EntryKind.WORRY
    draft.text = "Ella very quiet; same clothes as Monday."
    saved = await priya.save_entry(draft)
    entry = await priya.entry(case, saved.entry)
    assert entry.state == EntryState.UNDOABLE, entry.state
    status = await priya.sync_status()
    assert status.waiting > 0 and status.state != SyncState.UP_TO_DATE

    draft.text = ""
    draft.draft = (await priya.new_draft(case)).draft
    try:
        await priya.save_entry(draft)
        raise AssertionError("an empty worry was saved")
    except ClientError.Invalid as error:
        assert error.field == "text", error
        told = describe_error(error)
        assert told.code == "invalid" and told.body == "Write a few words first.", told

    await drawn(priya, case)

    await priya.set_offline(False)
    outcome = await priya.sync_now(10_000)
    assert outcome.why_stopped == WhyStopped.ALL_DONE, outcome
    assert outcome.waiting == 0 and outcome.status.waiting == 0, outcome

    async def arrived():
        listed = await tom.cases("", None, 50)
        if not listed.families:
            return None
        page = await tom.timeline(case, None, 20, TimelineFilter.ALL)
        return page.entries

    [seen] = await until(arrived, "Tom reads the worry")
    assert seen.text == "Ella very quiet; same clothes as Monday."
    assert seen.author_name == "Priya Nair" and seen.is_unanswered
    found = await tom.cases("ella", None, 50)
    [family] = found.families
    assert found.next is None
    assert await tom.unread_total() == 1
    assert (await tom.my_tasks(None, 9)).tasks == []
    first = await tom.directory("", None, 1)
    [one] = first.practitioners
    second = await tom.directory("", first.next, 1)
    assert second.practitioners[0].name > one.name, second
    assert [child.child for child in family.cases] == ["Ella Marsh"]

    # An undo gives the draft back, and comes too late once it was sent.
    draft.text = "About the wrong child"
    saved = await priya.save_entry(draft)
    undone = await priya.undo(saved.entry)
    assert isinstance(undone, Undone.IN_TIME), undone
    assert undone.draft.text == "About the wrong child"
    assert undone.draft.kind == EntryKind.WORRY
    assert isinstance(await priya.undo(seen.entry), Undone.TOO_LATE)
    await priya.discard_draft(undone.draft.draft)

    # A draft that was thrown away does not come back by an edit that was on its way.
    late = await priya.new_draft(case)
    try:
        await priya.update_draft(late)
        raise AssertionError("a draft that is nowhere was kept")
    except ClientError.NotFound:
        pass

    # In the background nothing runs but the sync that is asked for.
    await tom.background()
    draft.draft = (await priya.new_draft(case)).draft
    draft.text = "Spoke to Nan."
    draft.kind = EntryKind.NOTE
    await priya.save_entry(draft)
    assert (await priya.sync_now(10_000)).waiting == 0
    outcome = await tom.sync_now(10_000)
    assert outcome.why_stopped == WhyStopped.ALL_DONE, outcome
    assert outcome.new_entries == 1, outcome
    tom.foreground()
    tom.network_changed()
    assert await tom.notices() == []

    # Everything is there after the app was closed, with the key from the vault.
    await priya.lock()
    del subscription, throws, priya
    priya = await open_client(data / "priya", priyas_vault)
    page = await priya.timeline(case, None, 20, TimelineFilter.ALL)
    assert [entry.state for entry in page.entries] == [EntryState.ON_RELAY] * 2
    await named_at_the_switch(priya, case)
    assert any(update.is_SYNC() for update in listener.heard)
    assert any(update.is_CASE() and update.case == case for update in listener.heard)
    await priya.lock()

    # Nothing is left of a device that is erased.
    assert list((data / "tom").iterdir())
    await tom.erase_this_device()
    assert not list((data / "tom").iterdir()) and not toms_vault.secrets
    try:
        await tom.cases("", None, 50)
        raise AssertionError("an erased device was read")
    except ClientError.Locked as error:
        assert describe_error(error).code == "locked"

    # A database without its key is told apart, and can be erased.
    try:
        await open_client(data / "priya", Vault())
        raise AssertionError("a database opened without its key")
    except ClientError.KeyGone as error:
        assert describe_error(error).code == "key-gone"
    await erase_device(Options(data_dir=str(data / "priya"), undo_seconds=10), priyas_vault)
    log_to(None)
    assert not any(name in line for line in lines.lines for name in ("Ella", "Priya", "Northtown"))
    assert not priyas_vault.secrets


asyncio.run(journey(sys.argv[1], Path(sys.argv[2])))
print("the journey is complete", flush=True)
# The thread that woke the loop last may still be on its way out of Python. The
# interpreter's own end would cut it off there, which Rust answers with abort.
os._exit(0)
