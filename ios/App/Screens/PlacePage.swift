import AppCore
import SwiftUI

/// The screen of a place. Its models live as long as the place is on the stack.
struct PlacePage: View {
  let entry: BackStack.Entry
  let around: Surroundings

  var body: some View {
    switch entry.place {
    case .cases: CasesPage(model: entry.model { Screen.cases(around) }, go: around.go)
    case .caseFile(let id, let tab, let at):
      CasePage(entry: entry, around: around, id: id, first: tab, at: at)
    case .capture(let draft, let id):
      CapturePage(model: entry.model { Screen.capture(draft, id, around) }, around: around)
    case .person(let id, let person):
      PersonPage(model: entry.model { Screen.person(id, person, around) }, go: around.go)
    case .withheld(let id, let residence):
      WithheldPage(model: entry.model { Screen.withheld(id, residence, around) })
    case .map(let id, let residence):
      MapPage(model: entry.model { Screen.map(id, residence, around) })
    case .sheet(let id): SheetPage(model: entry.model { Screen.sheet(id, around) })
    case .team(let id): TeamPage(model: entry.model { Screen.team(id, around) }, go: around.go)
    default: FormPlacePage(entry: entry, around: around)
    }
  }
}

/// The screens on which something is changed.
private struct FormPlacePage: View {
  let entry: BackStack.Entry
  let around: Surroundings

  var body: some View {
    switch entry.place {
    case .newChild: NewChildPage(model: entry.model { Screen.newChild(around) }, around: around)
    case .child(let id): ChildPage(model: entry.model { Screen.child(id, around) }, back: back)
    case .status(let id):
      StatusPage(model: entry.model { Screen.status(id, around) }, around: around)
    case .marker(let id, let marker):
      MarkerPage(model: entry.model { Screen.marker(id, marker, around) }, around: around, id: id)
    case .task(let id, let task):
      TaskPageForm(model: entry.model { Screen.task(id, task, around) }, back: back)
    case .residence(let id, nil, let person):
      NewResidencePage(model: entry.model { Screen.newResidence(id, person, around) }, back: back)
    case .residence(let id, .some(let residence), _):
      KnownResidencePage(
        model: entry.model { Screen.knownResidence(id, residence, around) }, around: around, id: id)
    case .involvement(let id, let involvement, let person):
      InvolvementPage(
        model: entry.model { Screen.involvement(id, involvement, person, around) }, around: around)
    case .newPerson(let id):
      NewPersonPage(model: entry.model { Screen.newPerson(id, around) }, around: around)
    case .editPerson(let id, let person):
      EditPersonPage(model: entry.model { Screen.editPerson(id, person, around) }, back: back)
    case .ties(let id, let person):
      TiesPage(model: entry.model { Screen.ties(id, person, around) }, around: around, id: id)
    default: OwnPlacePage(entry: entry, around: around)
    }
  }

  private func back() { around.backStack.askBack() }
}

/// The screens that belong to no child.
private struct OwnPlacePage: View {
  let entry: BackStack.Entry
  let around: Surroundings

  var body: some View {
    switch entry.place {
    case .myTasks: MyTasksPage(model: entry.model { Screen.myTasks(around) }, around: around)
    case .directory: DirectoryPage(model: entry.model { Screen.directory(around) }, go: around.go)
    case .practitioner(let id):
      PractitionerPageView(
        model: entry.model { Screen.practitioner(id, around) }, go: around.go)
    case .myCard: MyCardPage(model: entry.model { Screen.myCard(around) }, back: back)
    case .invite: InvitePage(model: entry.model { Screen.invite(around) })
    case .invitation(let id):
      InvitationPage(model: entry.model { Screen.invitation(id, around) })
    case .settings: SettingsPage(model: entry.model { Screen.settings(around) }, around: around)
    case .relayAddress:
      RelayAddressPage(model: entry.model { Screen.relayAddress(around) }, back: back)
    case .partnership:
      PartnershipPage(model: entry.model { Screen.partnership(around) }, back: back)
    case .server: ServerPage()
    case .support: SupportPage(model: entry.model { Screen.support(around) })
    case .erase: ErasePage(model: entry.model { Screen.erase(around) }, back: back)
    case .sync: SyncPage(model: entry.model { Screen.sync(around) }, go: around.go)
    default: EmptyView()
    }
  }

  private func back() { around.backStack.askBack() }
}
