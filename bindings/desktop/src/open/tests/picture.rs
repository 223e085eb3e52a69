//! The picture and the sheet on paper, as pages that need no script.

use super::{
    StatusCode,
    forms::{Kitchen, between},
    text,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_child_alone_has_places_held_open_and_they_lead_to_someone_new() {
    let kitchen = Kitchen::new().await;
    let page = kitchen.get("").await;
    for said in [
        "Add who lives with Ella",
        "Add Ella’s doctor or health visitor",
    ] {
        assert!(page.contains(&format!("aria-label=\"{said}\"")), "{page}");
    }
    // Priya, who opened the case, is of a school.
    assert!(!page.contains("Ella’s school"));
    let form = kitchen.path("/people");
    assert!(page.contains(&format!("class=\"held\" href=\"{form}\"")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_face_leads_to_the_picture_with_a_card_over_it_and_that_to_the_persons_page() {
    let kitchen = Kitchen::new().await;
    let form = "name=Kelly+Marsh&role=Mum&mobile=07700+900123&email=kelly%40example.org";
    let kelly = kitchen.save("/people", form).await;
    let kelly = kelly.rsplit('/').next().unwrap();
    let page = kitchen.get("").await;
    assert!(!page.contains("id=\"card\""));
    let looked = kitchen.path(&format!("?person={kelly}"));
    assert!(page.contains(&format!("href=\"{looked}\"")), "{page}");
    let page = kitchen.get(&format!("?person={kelly}")).await;
    for part in [
        "<h2 id=\"card-name\">Kelly Marsh</h2>",
        "href=\"tel:+447700900123\"",
        "href=\"sms:+447700900123\"",
        "href=\"mailto:kelly@example.org\"",
        "class=\"looked-at\"",
        &format!("href=\"{}\"", kitchen.path(&format!("/people/{kelly}"))),
        &format!("href=\"{}\" data-look data-close", kitchen.path("")),
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let gone = kitchen
        .get("?person=00112233445566778899aabbccddeeff&group=group%3Anone")
        .await;
    assert!(!gone.contains("id=\"card\""), "who is not there any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drawing_is_made_for_the_room_and_the_widths_that_the_browser_says() {
    let kitchen = Kitchen::new().await;
    let sized = async |form: &str| {
        let answer = kitchen.run.post(&kitchen.path("/drawing"), form).await;
        assert_eq!(answer.status(), StatusCode::OK, "{form}");
        text(answer).await
    };
    let page = sized("width=700&height=500&scale=1").await;
    assert!(page.contains("viewBox=\"0 0 700 500\""), "{page}");
    assert!(!page.contains("<html"));
    let box_of = |page: &str| {
        let label = page.split("data-of=\"child\" data-box=\"").nth(1).unwrap();
        label.split('"').next().unwrap().to_owned()
    };
    let wide = sized("width=700&height=500&scale=1&text=name+90+Ella+Marsh&text=odd").await;
    assert!(box_of(&wide).contains(" 90 "), "{}", box_of(&wide));
    // What is no length is not believed.
    let odd = sized("width=NaN&height=-3&scale=x").await;
    assert!(odd.contains("viewBox=\"0 0 "), "{odd}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_reads_agencies_of_which_somebody_helps_now_and_then_who_used_to_help() {
    let kitchen = Kitchen::new().await;
    for (name, agency, until) in [
        ("Ann+Bell", "Abbey+School", "2020-03-01"),
        ("Zoe+Shaw", "Zebra+Clinic", ""),
        ("Yan+Cole", "zoo+school", ""),
    ] {
        let form = format!("name={name}&role=Teacher&agency={agency}");
        let one = kitchen.save("/people", &form).await;
        let one = one.rsplit('/').next().unwrap();
        let part = format!("person={one}&role=Teacher&until={until}");
        kitchen.save("/involvements", &part).await;
    }
    let page = kitchen.get("/list").await;
    let at = |agency: &str| {
        let section = format!("<section aria-label=\"{agency}\">");
        page.find(&section)
            .unwrap_or_else(|| panic!("{agency} in {page}"))
    };
    assert!(at("Zebra Clinic") < at("zoo school"));
    assert!(at("zoo school") < page.find("Ann Bell</").unwrap());
    assert!(!page.contains("<section aria-label=\"Abbey School\">"));
    let row = between(&page, "Ann Bell</", "</a>");
    let was = "Teacher until 1 March 2020, Abbey School";
    assert!(row.contains(was), "{row}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_used_to_help_is_shown_by_a_link_among_the_controls_above_the_picture() {
    let kitchen = Kitchen::new().await;
    let form = "name=Ruth+Bell&role=Key+worker&agency=Hillside+Nursery";
    let ruth = kitchen.save("/people", form).await;
    let ruth = ruth.rsplit('/').next().unwrap();
    let controls = async |of_case: &str| {
        let page = kitchen.get(of_case).await;
        let bar = between(&page, "<div class=\"drawing-bar\">", "</div>");
        let drawn = between(&page, "<svg class=\"picture ", "</svg>");
        (bar.to_owned(), drawn.contains("Ruth Bell"))
    };
    let (bar, is_there) = controls("").await;
    assert!(!bar.contains("used to help") && is_there, "{bar}");
    let ended = format!("person={ruth}&role=Key+worker&until=2020-03-01");
    kitchen.save("/involvements", &ended).await;
    let (bar, is_there) = controls("").await;
    let address = kitchen.path("?past=yes");
    let link = format!("href=\"{address}\" data-look><span>Show who used to help</span>");
    assert!(bar.contains(&link), "{bar}");
    assert!(bar.contains(">1 person: Ruth Bell</span></a>"), "{bar}");
    assert!(!is_there);
    let (bar, is_there) = controls("?past=yes").await;
    assert!(
        bar.contains("<span>Hide who used to help</span></a>") && is_there,
        "{bar}"
    );
    let card = kitchen.path(&format!("?person={ruth}&#38;past=yes"));
    let link = format!("<a href=\"{card}\" data-look>Ruth Bell</a>");
    assert!(bar.contains(&link), "{link} in {bar}");
    for name in ["Ann", "Bea", "Cy", "Di"] {
        let form = format!("name={name}&role=Teacher&agency=Hillside+Nursery");
        let one = kitchen.save("/people", &form).await;
        let one = one.rsplit('/').next().unwrap();
        let ended = format!("person={one}&role=Teacher&until=2020-03-01");
        kitchen.save("/involvements", &ended).await;
    }
    let (bar, _) = controls("").await;
    assert!(
        bar.contains(">5 people: Ruth Bell, Ann, Bea and 2 more</span>"),
        "{bar}"
    );
    let (bar, _) = controls("?past=yes").await;
    assert_eq!(bar.matches("?person=").count(), 3, "{bar}");
    assert!(bar.contains("<span>and 2 more</span></p>"), "{bar}");
}

/// Everything of a form by its names, as a browser sends what is ticked.
fn ticked(page: &str) -> String {
    let fields = page.split("<input ").skip(1).filter_map(|input| {
        let input = input.split('>').next()?;
        let value = |name: &str| {
            let (_, rest) = input.split_once(&format!("{name}=\""))?;
            Some(
                rest.split('"')
                    .next()?
                    .replace('+', "%2B")
                    .replace(' ', "+"),
            )
        };
        let counts = input.contains("type=\"hidden\"") || input.contains(" checked");
        let name = value("name").filter(|name| counts && name != "id")?;
        Some(format!("{name}={}", value("value")?))
    });
    fields.collect::<Vec<_>>().join("&")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_for_dad_holds_no_byte_of_the_refuge_of_its_worker_or_of_mums_new_number() {
    let kitchen = Kitchen::new().await;
    let mum = "name=Kelly+Marsh&role=Mum&mobile=07700+900777";
    let mum = kitchen.save("/people", mum).await;
    let mum = mum.rsplit('/').next().unwrap();
    let dad = kitchen.add("Craig+Dolan", "Dad").await;
    kitchen
        .save(
            "/people",
            "name=Stella+Rook&role=IDVA&agency=Northgate+Advocacy&mobile=07700+900661",
        )
        .await;
    kitchen
        .save(
            "/people",
            "name=Olu+Bright&role=Key+worker&agency=Willowbank",
        )
        .await;
    kitchen
        .save(
            "/people",
            "name=Dr+Anil+Mehta&role=GP&agency=Elm+Street&email=surgery%40elm.example.org",
        )
        .await;
    kitchen
        .save(
            "/residences",
            &format!("person={mum}&kind=refuge&address=Willowbank+House%2C+4+Mill+Lane"),
        )
        .await;

    let reader = kitchen.get("/sheet").await;
    assert!(
        reader.contains(&format!("name=\"reader\" value=\"{dad}\"")),
        "{reader}"
    );
    let choices = kitchen.get(&format!("/sheet?reader={dad}")).await;
    assert!(choices.contains("Linked to an address that is withheld."));
    let form = ticked(&choices);
    assert!(form.contains(&format!("reader={dad}")), "{form}");

    let preview = text(kitchen.run.post(&kitchen.path("/sheet"), &form).await).await;
    for name in ["Kelly Marsh", "Stella Rook", "Olu Bright"] {
        let out = format!("<strong>{name}</strong> is not on the sheet.");
        assert!(preview.contains(&out), "{name}: {preview}");
    }
    let paper = kitchen.path("/sheet/paper");
    let answer = kitchen.run.post(&paper, &ticked(&preview)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let sheet = text(answer).await;
    for hidden in [
        "Willow",
        "Mill Lane",
        "efuge",
        "Olu",
        "Bright",
        "Stella",
        "Rook",
        "IDVA",
        "Northgate",
        "Kelly",
        "900777",
        "900661",
        "ithheld",
        mum,
    ] {
        assert!(!sheet.contains(hidden), "{hidden}: {sheet}");
    }
    for shown in [
        "Who helps Ella",
        "For Craig Dolan. Made on ",
        "Dr Anil Mehta",
        "Elm Street",
        "Email: surgery@<wbr>elm.<wbr>example.<wbr>org",
    ] {
        assert!(sheet.contains(shown), "{shown}: {sheet}");
    }
    // Every face has its name.
    let faces = sheet.matches("class=\"face ").count();
    let names = sheet.matches("class=\"name\"").count();
    assert!(faces >= 3 && names >= faces, "{faces} faces, {names} names");
}
