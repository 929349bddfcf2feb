//! Batches from issue to the label in the hand, for the issuer and nobody else.

use std::io::{Cursor, Read};

use axum::http::{header, StatusCode};
use codec::Decode;
use county_primitives::{
    labels::{Activation, BatchInput, BrandInput, CodeRange, Goods, LabelsEntry, Voiding},
    Author, BrandId, CodeKind, Grams, Items, LotId, OrganisationId, Subject,
};
use qr_labeler::{Batch, BatchSecret, Code};
use serde_json::json;

use super::{packer, text};
use crate::{
    chain::fake::AnyEntry,
    testing::{world, World, COUNTY},
};

async fn add(world: &World, subject: Subject, author: Author, entry: LabelsEntry) {
    let number = world
        .node
        .add_block(vec![(subject, author, AnyEntry::Labels(entry))]);
    world.indexed(number).await;
}

async fn brand(world: &World) {
    let brand = BrandInput {
        owner: OrganisationId(1),
        name: text("隰县玉露香梨"),
        product: "010301".parse().unwrap(),
        area: vec![COUNTY.parse().unwrap()].try_into().unwrap(),
        grades: vec![text("特级")].try_into().unwrap(),
    };
    let registered = LabelsEntry::BrandRegistered(brand);
    add(
        world,
        Subject::Brand(BrandId(1)),
        Author::Governance,
        registered,
    )
    .await;
}

/// A brand and a batch of ten codes of the packing house, asked for through the API: 0 to 6 are on
/// lot 1, of which 3 is void, and 7 is spoiled.
pub(crate) async fn batch(world: &World) -> (BatchInput, Batch) {
    brand(world).await;
    let token = world.token("packer").await;
    let body = json!({"items": [{"brand": 1, "season": 2026, "kind": "item", "count": 10, "unit_net": 250}]});
    let answer = world.post(&token, "/api/v1/batches", &body).await;
    assert_eq!(answer.status, StatusCode::OK);
    let call = world.node.calls().pop().unwrap();
    assert_eq!((call.pallet, call.call), ("Labels", "issue_batches"));
    let input = Items::<BatchInput>::decode(&mut &call.args.0[..]).unwrap()[0];
    let secret = world
        .app
        .vault
        .batch_secret(&world.app.db, input.batch)
        .await
        .unwrap()
        .unwrap();
    let batch = Batch::new(CodeKind::Item, input.batch, 10, BatchSecret::new(*secret)).unwrap();
    assert_eq!((input.root, input.unit_net), (batch.root(), Grams(250)));
    let subject = Subject::Batch(input.batch);
    let issued = LabelsEntry::BatchIssued {
        issuer: OrganisationId(3),
        batch: input,
    };
    add(world, subject, packer(), issued).await;
    let range = |from, to| CodeRange {
        batch: input.batch,
        from,
        to,
    };
    add(
        world,
        subject,
        packer(),
        LabelsEntry::CodesPrinted(range(0, 9)),
    )
    .await;
    let activation = Activation {
        range: range(0, 6),
        goods: Goods::Lot(LotId(1)),
    };
    let activated = LabelsEntry::CodesActivated {
        activation,
        mass: Grams(1750),
    };
    add(world, subject, packer(), activated).await;
    let voiding = Voiding {
        range: range(3, 3),
        reason: text("破损"),
    };
    add(world, subject, packer(), LabelsEntry::CodesVoided(voiding)).await;
    add(
        world,
        subject,
        packer(),
        LabelsEntry::CodesSpoiled(range(7, 7)),
    )
    .await;
    (input, batch)
}

#[tokio::test]
async fn a_batch_tells_where_its_codes_stand() {
    let world = world().await;
    let (input, codes) = batch(&world).await;
    let token = world.token("packer").await;
    let path = format!("/api/v1/batches/{}", input.batch);
    let detail = world.get(Some(&token), &path).await.json();
    assert_eq!(
        detail["tally"],
        json!({"reserved": 0, "printed": 2, "active": 6, "spoiled": 1, "void": 1})
    );
    assert_eq!(
        (&detail["printable"], &detail["count"]),
        (&json!(true), &json!(10))
    );
    let page = world
        .get(Some(&token), &format!("{path}/codes?from=2&limit=3"))
        .await
        .json();
    let states: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| &code["state"])
        .collect();
    assert_eq!(states, ["active", "void", "active"]);
    let code = codes.code(2).unwrap();
    assert_eq!(page["items"][0]["code"], code.to_string());
    assert_eq!(
        page["items"][0]["url"],
        format!("HTTP://127.0.0.1:8080/{code}")
    );
    assert_eq!(
        (&page["items"][0]["lot"], &page["next"]),
        (&json!(1), &json!(5))
    );
    let last = world
        .get(Some(&token), &format!("{path}/codes?from=9"))
        .await
        .json();
    assert_eq!(
        (last["items"].as_array().unwrap().len(), &last["next"]),
        (1, &json!(null))
    );
    let listed = world
        .get(Some(&token), "/api/v1/batches?brand=1")
        .await
        .json();
    assert_eq!(listed["items"][0]["id"], input.batch.0);
    let beyond = world
        .get(Some(&token), &format!("{path}/codes?from=10"))
        .await;
    assert_eq!(beyond.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn tables_and_archives_hold_every_label() {
    let world = world().await;
    let (input, codes) = batch(&world).await;
    let token = world.token("packer").await;
    let path = format!("/api/v1/batches/{}", input.batch);
    let table = world.get(Some(&token), &format!("{path}/codes.csv")).await;
    assert_eq!(
        table.headers[header::CONTENT_TYPE],
        "text/csv; charset=utf-8"
    );
    let mut rows = csv::Reader::from_reader(table.body.as_slice());
    let rows: Vec<(u32, String, String, String)> = rows.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 10);
    assert_eq!(
        (rows[3].1.clone(), rows[3].3.as_str()),
        (codes.code(3).unwrap().to_string(), "void")
    );
    for (format, query, count) in [
        ("svg", "", 10),
        ("png", "&from=2&to=4&gtin=6901234567892", 3),
    ] {
        let answer = world
            .get(
                Some(&token),
                &format!("{path}/labels.zip?format={format}{query}"),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["x-label-count"], count.to_string());
        let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
        assert_eq!(archive.len(), count);
        let mut file = archive.by_index(0).unwrap();
        let code = codes.code(if format == "svg" { 0 } else { 2 }).unwrap();
        assert_eq!(file.name(), format!("{:08}-{code}.{format}", code.index()));
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        assert!(content.starts_with(if format == "svg" { b"<svg" } else { b"\x89PNG" }));
    }
    for query in ["format=gif", "from=5&to=4", "to=10", "gtin=1"] {
        let answer = world
            .get(Some(&token), &format!("{path}/labels.zip?{query}"))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

#[tokio::test]
async fn a_label_is_drawn_for_its_issuer_only() {
    let world = world().await;
    let (input, codes) = batch(&world).await;
    let code = codes.code(2).unwrap();
    let forged = Code::new(CodeKind::Item, input.batch, 2, code.token() ^ 1).unwrap();
    let [packer, county] = [world.token("packer").await, world.token("county").await];
    let svg = world
        .get(Some(&packer), &format!("/api/v1/labels/{code}.svg"))
        .await;
    assert_eq!(
        (svg.status, &svg.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &"image/svg+xml".parse().unwrap())
    );
    let png = world
        .get(
            Some(&packer),
            &format!("/api/v1/labels/{}.png", code.to_string().to_lowercase()),
        )
        .await;
    assert!(png.body.starts_with(b"\x89PNG"));
    for file in [
        format!("{forged}.svg"),
        format!("{code}.gif"),
        code.to_string(),
        "x.svg".to_owned(),
    ] {
        let answer = world
            .get(Some(&packer), &format!("/api/v1/labels/{file}"))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{file}");
    }
    // The owner of the brand, which is the county here, sees the batch but none of its codes.
    let path = format!("/api/v1/batches/{}", input.batch);
    assert_eq!(world.get(Some(&county), &path).await.status, StatusCode::OK);
    for path in [
        format!("{path}/codes"),
        format!("{path}/codes.csv"),
        format!("{path}/labels.zip"),
        format!("/api/v1/labels/{code}.svg"),
    ] {
        assert_eq!(
            world.get(Some(&county), &path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        assert_eq!(
            world.get(None, &path).await.status,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    let grower = world.token("grower").await;
    assert_eq!(
        world.get(Some(&grower), &path).await.status,
        StatusCode::NOT_FOUND
    );
}
