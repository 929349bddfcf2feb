//! What is done with meat: cut, packed, condemned, handed over.

use county_primitives::{
    livestock::{Condemnation, Cutting, MeatDelivery, MeatKind, MeatOutput, MeatPart, Packaging},
    Grams, List, MeatId, Role, Text,
};
use sqlx::FromRow;

use super::{
    deed::{ask, ask_day, ask_with_hint, deeds, form_about, number, Sent},
    names::{self, fact},
    pages::ensure_of_or_over,
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{thousandths, Control, Reader, Typed},
        form::{About, Form},
        parties::Parties,
    },
    write::Write,
};

deeds! {
    /// Cuts a piece into parts.
    Cut => cut_form, cut;
    /// Packs pieces.
    Pack => pack_form, pack;
    /// Condemns a piece or a part of it.
    Condemn => condemn_form, condemn;
    /// Hands a piece over.
    DeliverMeat => deliver_form, deliver;
}

#[derive(FromRow)]
struct Piece {
    kind: String,
    name: String,
    holder: i64,
    mass_left: i64,
    grade: Option<String>,
}

impl Piece {
    async fn of(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        Ok(
            sqlx::query_as("SELECT kind, name, holder, mass_left, grade FROM meats WHERE id = ?")
                .bind(id)
                .fetch_one(&desk.app.db.reader)
                .await?,
        )
    }

    /// A form of its holder.
    fn form(&self, desk: &Desk, key: &str, id: i64) -> Result<Form, ApiError> {
        if !desk.is_own(Some(self.holder)) {
            return Err(ApiError::not_found());
        }
        Ok(self.form_of_anybody(desk, key, id))
    }

    fn form_of_anybody(&self, desk: &Desk, key: &str, id: i64) -> Form {
        let t = desk.t;
        let mut form = form_about(desk, key, &format!("meat:{id}"));
        let kind = names::word(t, "meat", &self.kind);
        form.facts = vec![
            fact(t, "fact-piece", format!("{kind} {}", self.name).trim_end()),
            fact(t, "fact-mass-left", names::mass(t.0, self.mass_left)),
        ];
        form
    }
}

async fn cut_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let piece = Piece::of(desk, about.id).await?;
    let mut form = piece.form(desk, "cut", about.id)?;
    let kilogram = desk.t.say("unit-kilogram");
    form.explain.push(desk.t.say("do-cut-explain"));
    form.fields = vec![
        ask(desk, "mass_in", Control::Decimal)
            .suffix(kilogram.clone())
            .value(names::kilograms(piece.mass_left)),
        ask_with_hint(desk, "parts", Control::Lines),
        ask(desk, "trim", Control::Decimal)
            .suffix(kilogram.clone())
            .value("0")
            .half(),
        ask(desk, "chill_loss", Control::Decimal)
            .suffix(kilogram.clone())
            .value("0")
            .half(),
        ask_with_hint(desk, "condemned", Control::Decimal)
            .suffix(kilogram)
            .value("0"),
        ask_day(desk, "date"),
    ];
    form.is_final = true;
    Ok(form)
}

/// What the parts of a cutting are called.
const KINDS: [(&str, MeatKind); 9] = [
    ("left_half", MeatKind::LeftHalf),
    ("right_half", MeatKind::RightHalf),
    ("head", MeatKind::Head),
    ("heart", MeatKind::Heart),
    ("liver", MeatKind::Liver),
    ("blood", MeatKind::Blood),
    ("feet", MeatKind::Feet),
    ("offal", MeatKind::Offal),
    ("cut", MeatKind::Cut),
];

/// Reads parts, one to a line: a name and kilograms, such as `五花肉 12.5`; a grade may stand at the
/// end. The names of halves and organs say what they are; any other name is a cut.
fn parts(desk: &Desk, text: &str) -> Result<Vec<MeatOutput>, String> {
    let read = |line: &str| {
        let mut words: Vec<&str> = line
            .split([' ', '\t', ',', '，', '：', ':', '、'])
            .filter(|word| !word.is_empty())
            .collect();
        let at = words.iter().rposition(|word| grams(word).is_some())?;
        let mass = grams(words.get(at)?)?;
        let grade = words
            .split_off(at)
            .get(1)
            .and_then(|grade| Text::new(grade).ok());
        let name = words.join(" ");
        let kind = KINDS
            .iter()
            .find(|(kind, _)| names::word(desk.t, "meat", kind) == name)
            .map_or(MeatKind::Cut, |(_, kind)| *kind);
        let cut = if kind == MeatKind::Cut {
            name.as_str()
        } else {
            ""
        };
        Some(MeatOutput {
            kind,
            cut: Text::new(cut).ok()?,
            mass,
            grade,
        })
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| read(line).ok_or_else(|| line.to_owned()))
        .collect()
}

/// Kilograms of a part, more than none.
fn grams(text: &str) -> Option<Grams> {
    let text = text.trim_end_matches(['k', 'g', 'K', 'G']);
    let text = text.trim_end_matches("公斤").trim_end_matches("千克");
    thousandths(text)
        .map(Grams)
        .filter(|mass| *mass > Grams::ZERO)
}

async fn cut(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let mass = read.kilograms("mass_in");
    let outputs = match parts(desk, typed.get("parts")) {
        Ok(parts) => parts,
        Err(line) => {
            read.note("parts", desk.t.fill("mistake-part", &[("line", &line)]));
            Vec::new()
        }
    };
    if read.is_blank("parts") {
        read.mistake("parts", "mistake-parts");
    }
    let outputs = List::try_from(outputs);
    if outputs.is_err() {
        read.mistake("parts", "mistake-parts-many");
    }
    let (trim, chill_loss) = (read.loss("trim"), read.loss("chill_loss"));
    let condemned = read.loss("condemned");
    let date = read.date("date");
    read.done()?;
    let cutting = Cutting {
        parent: MeatPart {
            meat: MeatId(number(about.id)?),
            mass,
        },
        outputs: outputs.unwrap_or_default(),
        trim,
        chill_loss,
        condemned,
        date,
    };
    Ok(desk
        .send(write, "Livestock", "cut_meat", vec![cutting])
        .await?)
}

async fn pack_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let piece = Piece::of(desk, about.id).await?;
    let mut form = piece.form(desk, "pack", about.id)?;
    let left = names::kilograms(piece.mass_left);
    let kilogram = desk.t.say("unit-kilogram");
    form.explain.push(desk.t.say("do-pack-explain"));
    form.fields = vec![
        ask_with_hint(desk, "pieces", Control::Lines).value(format!("{} {left}", about.id)),
        ask_with_hint(desk, "package_name", Control::Text).value(piece.name.clone()),
        ask(desk, "net", Control::Decimal)
            .suffix(kilogram)
            .value(left),
        ask(desk, "meat_grade", Control::Text).value(piece.grade.clone().unwrap_or_default()),
        ask_day(desk, "date"),
    ];
    form.is_final = true;
    Ok(form)
}

/// Reads pieces and masses, one to a line: `12 30.5`.
fn pieces(text: &str) -> Option<Vec<MeatPart>> {
    let read = |line: &str| {
        let mut words = line
            .split([' ', '\t', ',', '，'])
            .filter(|word| !word.is_empty());
        let meat = MeatId(words.next()?.parse().ok()?);
        let mass = grams(words.next()?)?;
        words.next().is_none().then_some(MeatPart { meat, mass })
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(read).collect()
}

async fn pack(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let parents = pieces(typed.get("pieces")).filter(|pieces| !pieces.is_empty());
    let parents = parents.and_then(|pieces| List::try_from(pieces).ok());
    if parents.is_none() {
        read.mistake("pieces", "mistake-pieces");
    }
    let name = read.needed("package_name", "mistake-name");
    let net = read.kilograms("net");
    let grade: Text<24> = read.text("meat_grade");
    let date = read.date("date");
    read.done()?;
    let packaging = Packaging {
        parents: parents.unwrap_or_default(),
        name,
        net,
        grade: (!grade.is_blank()).then_some(grade),
        date,
    };
    Ok(desk
        .send(write, "Livestock", "pack_meat", vec![packaging])
        .await?)
}

async fn condemn_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let piece = Piece::of(desk, about.id).await?;
    ensure_of_or_over(desk, piece.holder, &[Role::OfficialVet]).await?;
    let mut form = piece.form_of_anybody(desk, "condemn", about.id);
    form.fields = vec![
        ask(desk, "mass_condemned", Control::Decimal)
            .suffix(desk.t.say("unit-kilogram"))
            .value(names::kilograms(piece.mass_left)),
        ask_with_hint(desk, "reason", Control::Text),
    ];
    form.is_final = true;
    Ok(form)
}

async fn condemn(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let mass = read.kilograms("mass_condemned");
    let reason = read.needed("reason", "mistake-reason");
    read.done()?;
    let condemnation = Condemnation {
        part: MeatPart {
            meat: MeatId(number(about.id)?),
            mass,
        },
        reason,
    };
    Ok(desk
        .send(write, "Livestock", "condemn_meat", vec![condemnation])
        .await?)
}

async fn deliver_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let piece = Piece::of(desk, about.id).await?;
    let mut form = piece.form(desk, "deliver-meat", about.id)?;
    let own = desk.organisation()?;
    let roles = [Role::Packer, Role::Buyer, Role::Market];
    let receivers = Parties::with(&roles, &format!("organisations.id <> {own}"));
    let to = ask(desk, "to", Control::Text);
    form.fields = vec![receivers.offer_only(desk, to).await?];
    form.is_final = true;
    Ok(form)
}

async fn deliver(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let to = Parties::any().read(desk, &mut read, typed, "to").await?;
    read.done()?;
    let delivery = MeatDelivery {
        meat: MeatId(number(about.id)?),
        to: to.unwrap_or_default(),
    };
    Ok(desk
        .send(write, "Livestock", "deliver_meat", vec![delivery])
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_numbers_and_masses() {
        let read = pieces("12 30.5\n13, 0.25kg\n").unwrap();
        let read: Vec<_> = read.iter().map(|part| (part.meat.0, part.mass.0)).collect();
        assert_eq!(read, [(12, 30_500), (13, 250)]);
        for text in ["12", "12 0", "x 3", "12 3 4"] {
            assert!(pieces(text).is_none(), "{text}");
        }
        assert_eq!(names::kilograms(82_000), "82");
        assert_eq!(names::kilograms(80_250), "80.25");
    }
}
