//! The paper of a certificate: the fields of the form, in Chinese, as the law has them.

mod names;

use county_primitives::{
    livestock::{CertificateForm, Purpose, TransportMode},
    Date, Grams,
};
use qr_labeler::{certificate::CertificateCode, url::Host};

use names::{heads, species};

use super::{particulars, particulars::Particulars, plates, Certificate};
use crate::{
    error::ApiError,
    pages::{format, words::Lang},
    state::App,
};

/// A field of the form.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) label: String,
    pub(crate) value: String,
    /// How much of the row's width it takes, compared with the others.
    pub(crate) share: u8,
}

/// Everything that is printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    pub(crate) title: String,
    pub(crate) older_title: String,
    /// Why it cannot be used, if it cannot.
    pub(crate) state: Option<String>,
    pub(crate) number: String,
    /// Where it stands on the chain.
    pub(crate) ledger: String,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) statement: String,
    pub(crate) signature: Vec<Cell>,
    /// What the QR symbol says.
    pub(crate) code: Option<String>,
    /// What stands in its place if there is none.
    pub(crate) code_missing: String,
    pub(crate) notes: Vec<String>,
    pub(crate) tags_title: String,
    pub(crate) tags: Vec<String>,
}

/// What the paper says beyond the record.
struct Known {
    owner: String,
    carrier: String,
    office: String,
    receiver: Option<String>,
    plate: String,
    particulars: Particulars,
    loaded: Vec<String>,
    products: Products,
    state: String,
}

/// The meat on a product certificate.
#[derive(Default)]
struct Products {
    names: Vec<String>,
    mass: Grams,
    makers: Vec<String>,
    seals: Vec<String>,
}

/// The paper of a certificate. Its code is there once the vet has signed it.
pub(crate) async fn of(
    app: &App,
    certificate: &Certificate,
    code: Option<&CertificateCode>,
) -> Result<Paper, ApiError> {
    let known = names::known(app, certificate).await?;
    let form = certificate.form;
    let host: Option<Host> = app.config.public_url.as_str().parse().ok();
    let animals = matches!(form, CertificateForm::AnimalA | CertificateForm::AnimalB);
    Ok(Paper {
        title: form.title().to_owned(),
        older_title: format!("2022 年前名称：{}", form.older_title()),
        state: names::unusable(&known.state),
        number: certificate.number.to_string(),
        ledger: format!("电子证明 · 县域链检疫证明 {}", certificate.id),
        rows: if animals {
            animal_rows(app, certificate, &known)
        } else {
            product_rows(app, certificate, &known)
        },
        statement: statement(certificate, animals),
        signature: signature(certificate, &known),
        code: match (code, &host) {
            (Some(code), Some(host)) => Some(code.url(host)),
            (Some(code), None) => Some(code.to_string()),
            (None, _) => None,
        },
        code_missing: "官方兽医尚未签署二维码：请官方兽医登录后打开本证明一次。".to_owned(),
        notes: notes(certificate, animals),
        tags_title: if animals {
            format!("牲畜耳标号（共 {} 项）", known.loaded.len())
        } else {
            format!("产品编码（共 {} 项）", known.loaded.len())
        },
        tags: known.loaded,
    })
}

fn cell(label: &str, value: impl Into<String>, share: u8) -> Cell {
    let value = value.into();
    Cell {
        label: label.to_owned(),
        value: if value.is_empty() {
            "—".to_owned()
        } else {
            value
        },
        share,
    }
}

fn animal_rows(app: &App, certificate: &Certificate, known: &Known) -> Vec<Vec<Cell>> {
    let species = certificate.species.map_or("", species);
    let purpose = certificate.purpose.map_or("", purpose);
    let mut rows = vec![
        vec![
            cell("货主", &known.owner, 3),
            cell("联系电话", &known.particulars.owner_phone, 2),
        ],
        vec![cell("动物种类", species, 3), cell("用途", purpose, 2)],
        vec![cell(
            "数量及单位",
            heads(certificate.heads, certificate.species),
            1,
        )],
        vec![cell(
            "启运地点",
            format!(
                "{}（{}）",
                names::place(app, certificate.origin),
                known.owner
            ),
            1,
        )],
        vec![cell("到达地点", destination(app, certificate, known), 1)],
    ];
    rows.extend(transport_rows(certificate, known));
    rows
}

fn product_rows(app: &App, certificate: &Certificate, known: &Known) -> Vec<Vec<Cell>> {
    let products = &known.products;
    let mass = format::mass(Lang::Zh, products.mass);
    let mut rows = vec![
        vec![
            cell("货主", &known.owner, 3),
            cell("联系电话", &known.particulars.owner_phone, 2),
        ],
        vec![cell("产品名称", products.names.join("、"), 1)],
        vec![cell(
            "数量及单位",
            format!("{}，{mass}", heads(certificate.heads, None)),
            1,
        )],
        vec![cell(
            "生产单位名称地址",
            format!(
                "{}（{}）",
                products.makers.join("、"),
                names::place(app, certificate.origin)
            ),
            1,
        )],
        vec![cell("目的地", destination(app, certificate, known), 1)],
        vec![cell("检疫及检验标志号", products.seals.join("、"), 1)],
    ];
    rows.extend(transport_rows(certificate, known));
    rows
}

fn destination(app: &App, certificate: &Certificate, known: &Known) -> String {
    let place = names::place(app, certificate.destination.division);
    match &known.receiver {
        Some(receiver) => format!("{place}（{receiver}）"),
        None => format!("{place}（接收单位未在本链登记）"),
    }
}

fn transport_rows(certificate: &Certificate, known: &Known) -> Vec<Vec<Cell>> {
    let transport = &certificate.transport;
    vec![
        vec![
            cell("承运人", &known.carrier, 3),
            cell("联系电话", &known.particulars.carrier_phone, 2),
        ],
        vec![
            cell("运载方式", mode(transport.mode), 3),
            cell("运载工具牌号", &known.plate, 2),
        ],
        vec![cell(
            "运载工具消毒情况",
            match transport.disinfection.as_str() {
                "" => "启运时登记".to_owned(),
                agent => format!("装运前经 {agent} 消毒"),
            },
            1,
        )],
        vec![cell("备注", &known.particulars.remarks, 1)],
    ]
}

fn statement(certificate: &Certificate, animals: bool) -> String {
    let what = if animals {
        "本批动物"
    } else {
        "本批动物产品"
    };
    let until = format::date(Lang::Zh, certificate.valid_until);
    let issued = Date::of_timestamp(certificate.issued_ms);
    let term = if certificate.valid_until == issued {
        format!("应于当日（{until}）内到达有效")
    } else {
        format!("应于 {until} 前（含当日）到达有效")
    };
    format!("{what}经检疫合格，{term}。")
}

fn signature(certificate: &Certificate, known: &Known) -> Vec<Cell> {
    let vet = format!(
        "官方兽医 {} 号（第 {} 把密钥）",
        certificate.vet.member,
        u32::from(certificate.vet.key) + 1
    );
    vec![
        cell("官方兽医（电子签名）", vet, 1),
        cell(
            "签发日期",
            format::instant(Lang::Zh, certificate.issued_ms),
            1,
        ),
        cell("签发机构", &known.office, 1),
        cell(
            "用印",
            "依《电子签名法》，本证明由官方兽医以其密钥签名，签名在右侧二维码内，无网络时也可核验。",
            1,
        ),
    ]
}

fn notes(certificate: &Certificate, animals: bool) -> Vec<String> {
    let mut notes = vec![
        "注：1. 一证一车一地：不得拆分、转让、涂改；启运后不得作废。到达后证明由接收方收回，保存不少于 12 个月。"
            .to_owned(),
    ];
    if matches!(
        certificate.form,
        CertificateForm::AnimalA | CertificateForm::ProductA
    ) {
        notes
            .push("2. 跨省经公路运输的，应当从指定通道进入；检查站在链上登记查验情况。".to_owned());
    } else {
        notes.push("2. 本证明限省内使用。".to_owned());
    }
    notes.push(if animals {
        "3. 落地后 3 日内，启运地和到达地分别报告。耳标号以链上清单为准，见后页。".to_owned()
    } else {
        "3. 产品编码以链上清单为准，见后页。".to_owned()
    });
    notes.push(
        "4. 核验：扫描二维码查看链上现状；无网络时用 qr-labeler verify-certificate 和官方兽医公钥清单核验签名。"
            .to_owned(),
    );
    notes
}

pub(crate) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Rearing => "饲养",
        Purpose::Slaughter => "屠宰",
        Purpose::Breeding => "种用",
        Purpose::Dairy => "乳用",
        Purpose::Trade => "交易",
        Purpose::Exhibition => "展示、演出、比赛",
        Purpose::Other => "其他",
    }
}

/// The ways of transport, the one that is used ticked.
fn mode(used: TransportMode) -> String {
    let ways = [
        (TransportMode::Road, "公路"),
        (TransportMode::Rail, "铁路"),
        (TransportMode::Water, "水路"),
        (TransportMode::Air, "航空"),
        (TransportMode::Foot, "驱赶"),
    ];
    let ticked = ways.map(|(way, name)| {
        let tick = if way == used { "■" } else { "□" };
        format!("{tick}{name}")
    });
    ticked.join(" ")
}
