//! Two seasons in the orchards: operations, sprays, tests, harvest, hand-over and grading.

use anyhow::{Context, Result};
use county_primitives::Date;
use serde_json::{json, Value};

use super::{ids, once, Loader, PEAR, VILLAGES};
use crate::client::Client;

const QUICK_TEST_CARD: &[u8] = include_bytes!("../../data/quick-test-card.png");
const LABORATORY_REPORT: &[u8] = include_bytes!("../../data/laboratory-report.png");

const GROWERS: [&str; 3] = ["grower-guxian", "grower-shangzhuang", "grower-yangtousheng"];

/// The growers' lots of the last season.
pub(super) struct Lots {
    guxian: u64,
    shangzhuang: u64,
    yangtousheng: u64,
}

/// The year of the last pear harvest that is over: pears are picked in September.
pub(super) fn last_season() -> u16 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now_ms = now.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    });
    let (year, month, _) = Date::of_timestamp(now_ms).to_ymd();
    let year = u16::try_from(year).unwrap_or(2026);
    if month >= 11 {
        year
    } else {
        year - 1
    }
}

/// Label rows. The intervals and times per season are those of DOMAIN.md 2.2, row by row; the pear rows
/// and all doses are the demonstration's own. The registration numbers are made up (no label carries a
/// year 2099), so that nobody mistakes them for a real product's.
pub(super) fn pesticide_labels(county: &str) -> Value {
    let row = |(registration, name): (&str, &str), crop: &str, days: u16, times: u8, dose: u32| {
        json!({
            "division": county, "registration": registration, "crop": crop, "name": name,
            "interval_days": days, "times_max": times, "unit": "milligram_per_kilogram",
            "dose_min": dose / 2, "dose_max": dose, "restriction": "none", "forbidden_on": [],
        })
    };
    let abamectin = ("PD20990101", "阿维菌素 1.8% 乳油");
    let acetamiprid = ("PD20990102", "啶虫脒 20% 乳油");
    let azocyclotin = ("PD20990103", "三唑锡 25% 可湿性粉剂");
    let bifenthrin = ("PD20990104", "联苯菊酯 10% 乳油");
    let buprofezin = ("PD20990105", "噻嗪酮 25% 可湿性粉剂");
    let fenobucarb = ("PD20990106", "仲丁威 50% 乳油");
    // Classes of NY/T 3177-2018: rice; citrus; solanaceous, leguminous, cucurbit and leafy vegetables; tea.
    let (rice, citrus, tea) = ("010101", "010304", "010701");
    let (tomato, cowpea, cucumber, leafy) = ("010405", "010406", "010407", "010409");
    json!([
        row(abamectin, leafy, 7, 1, 10),
        row(abamectin, citrus, 14, 2, 10),
        row(abamectin, cucumber, 2, 3, 10),
        row(abamectin, cowpea, 5, 3, 10),
        row(abamectin, PEAR, 14, 2, 12),
        row(acetamiprid, cucumber, 2, 3, 40),
        row(acetamiprid, citrus, 14, 1, 40),
        row(acetamiprid, PEAR, 14, 1, 40),
        row(azocyclotin, citrus, 30, 2, 250),
        row(bifenthrin, tomato, 4, 3, 20),
        row(bifenthrin, tea, 7, 1, 20),
        row(buprofezin, rice, 14, 2, 250),
        row(buprofezin, citrus, 35, 2, 250),
        row(fenobucarb, rice, 21, 4, 800),
    ])
}

impl Loader<'_> {
    /// Plots, the whole of the first season, and the second up to the harvest. Returns the cycles
    /// of the second season.
    pub(super) async fn seasons(&mut self) -> Result<[u64; 3]> {
        self.say("地块与两季农事 (plots and two seasons of work)");
        let last = self.state.season;
        let mut growers = Vec::new();
        for login in GROWERS {
            growers.push(self.log_in(login).await?);
        }
        let [first, second, third] = &growers[..] else {
            anyhow::bail!("three growers")
        };
        let (a, b, c) = tokio::try_join!(
            orchard(first, VILLAGES[0], 4_500, last),
            orchard(second, VILLAGES[1], 12_000, last),
            orchard(third, VILLAGES[2], 6_800, last),
        )?;
        for (name, (plot, cycle)) in ["guxian", "shangzhuang", "yang"].into_iter().zip([a, b, c]) {
            self.remember(&format!("plot_{name}"), plot);
            self.remember(&format!("cycle_{name}"), cycle);
        }
        Ok([a.1, b.1, c.1])
    }

    /// The second harvest, its tests (one fails) and the hand-over to the packing house.
    pub(super) async fn harvest(&mut self, cycles: &[u64; 3]) -> Result<Lots> {
        self.say("采收、检测（一批不合格）、交付 (harvest, tests of which one fails, hand-over)");
        let year = self.state.season;
        let mut clients = Vec::new();
        for login in GROWERS {
            clients.push(self.log_in(login).await?);
        }
        let [a, b, c] = &clients[..] else {
            anyhow::bail!("three growers")
        };
        let lot = |cycle: u64, day: &str, gross: u64| json!([{"cycles": [cycle], "date": format!("{year}-{day}"), "gross": gross}]);
        let (guxian, shangzhuang, yangtousheng) = tokio::try_join!(
            once(
                a,
                "harvest",
                "/api/v1/lots",
                lot(cycles[0], "09-12", 1_860_000)
            ),
            once(
                b,
                "harvest",
                "/api/v1/lots",
                lot(cycles[1], "09-14", 800_000)
            ),
            once(
                c,
                "harvest",
                "/api/v1/lots",
                lot(cycles[2], "09-15", 2_340_000)
            ),
        )?;
        let lots = Lots {
            guxian: guxian.id("lot")?,
            shangzhuang: shangzhuang.id("lot")?,
            yangtousheng: yangtousheng.id("lot")?,
        };
        self.tests(&lots).await?;
        let packing = self.recall("packing")?;
        let hand_over = |lot: u64| json!([{"lot": lot, "to": packing}]);
        tokio::try_join!(
            once(a, "delivery", "/api/v1/deliveries", hand_over(lots.guxian)),
            once(
                b,
                "delivery",
                "/api/v1/deliveries",
                hand_over(lots.shangzhuang)
            ),
        )?;
        self.remember("lot_guxian", lots.guxian);
        self.remember("lot_shangzhuang", lots.shangzhuang);
        self.remember("lot_held", lots.yangtousheng);
        Ok(lots)
    }

    async fn tests(&self, lots: &Lots) -> Result<()> {
        let year = self.state.season;
        let (quick, he, lu) = (
            self.log_in("huangtu-quicktest").await?,
            self.log_in("lab-he").await?,
            self.log_in("lab-lu").await?,
        );
        let card = upload(&quick, "quick-test-card.png", QUICK_TEST_CARD).await?;
        let report = upload(&he, "laboratory-report.png", LABORATORY_REPORT).await?;
        let test = |lot: u64, method: &str, sample: &str, verdict: &str, digest: &str| {
            json!({
                "target": {"lot": lot}, "method": method, "sample": format!("XX{year}-{sample}"),
                "sampled": format!("{year}-09-15"), "verdict": verdict, "report": digest,
                "items": ["阿维菌素", "啶虫脒"],
            })
        };
        let quick_tests = json!([
            test(lots.shangzhuang, "quick", "K-0117", "pass", &card),
            test(lots.yangtousheng, "quick", "K-0118", "fail", &card),
        ]);
        let laboratory = json!([test(
            lots.shangzhuang,
            "laboratory",
            "J-0042",
            "pass",
            &report
        )]);
        let (_, recorded) = tokio::try_join!(
            once(&quick, "quick-tests", "/api/v1/tests", quick_tests),
            once(&he, "laboratory-test", "/api/v1/tests", laboratory),
        )?;
        let approval = json!([recorded.id("test")?]);
        once(&lu, "laboratory-test", "/api/v1/tests/approvals", approval).await?;
        Ok(())
    }

    /// The cooperative's lot is graded into three.
    pub(super) async fn grading(&mut self, lots: &Lots) -> Result<()> {
        self.say("分级 (grading)");
        let an = self.log_in("packer-an").await?;
        let grade = |grade: &str, net: u64, brix: u16, diameter: u16| json!({"grade": grade, "net": net, "metrics": {"brix_tenths": brix, "diameter_mm": diameter}});
        let grading = json!([{
            "parents": [{"lot": lots.shangzhuang, "mass": 800_000}],
            "outputs": [
                grade("特级", 420_000, 138, 82),
                grade("一级", 265_000, 129, 75),
                grade("二级", 95_000, 121, 68),
            ],
            "loss": 20_000, "loss_reason": "碰伤果剔除 (bruised fruit removed)",
            "date": format!("{}-09-17", self.state.season),
        }]);
        let made = once(&an, "grading", "/api/v1/gradings", grading).await?;
        let [_, special, first, second] = ids(&made, "lot")?;
        self.remember("lot_special", special);
        self.remember("lot_first", first);
        self.remember("lot_second", second);
        Ok(())
    }
}

/// One grower's orchard: plot, the first season from pruning to harvest, the second up to harvest.
async fn orchard(grower: &Client, village: &str, area: u64, last: u16) -> Result<(u64, u64)> {
    let plot = json!([{
        "village": village, "area": area, "kind": "orchard",
        "geometry": hex::encode(commitment(village)),
    }]);
    let plot = once(grower, "plot", "/api/v1/plots", plot)
        .await?
        .id("plot")?;
    let before = season(grower, plot, area, last - 1).await?;
    let picked = json!([{
        "cycles": [before], "date": format!("{}-09-18", last - 1), "gross": area * 1_400,
    }]);
    once(grower, "first-harvest", "/api/v1/lots", picked).await?;
    once(
        grower,
        "first-finish",
        "/api/v1/cycles/finishes",
        json!([before]),
    )
    .await?;
    let cycle = season(grower, plot, area, last).await?;
    Ok((plot, cycle))
}

async fn season(grower: &Client, plot: u64, area: u64, year: u16) -> Result<u64> {
    let started = json!([{
        "plot": plot, "product": PEAR, "variety": "玉露香", "started": format!("{year}-02-20"),
    }]);
    let key = format!("cycle-{year}");
    let cycle = once(grower, &key, "/api/v1/cycles", started)
        .await?
        .id("cycle")?;
    let operation = |day: &str, kind: &str, note: &str| json!({"cycle": cycle, "kind": kind, "date": format!("{year}-{day}"), "note": note, "evidence": null});
    let operations = json!([
        operation("02-20", "pruning", "冬剪"),
        operation("03-18", "fertilising", "腐熟羊粪 每亩 2 方"),
        operation("04-11", "pollination", "蜜蜂授粉"),
        operation("05-06", "thinning", "疏果 每序留一果"),
        operation("05-28", "bagging", "双层纸袋"),
        operation("07-10", "irrigation", "滴灌"),
        operation("08-24", "inspection", "果实膨大正常"),
    ]);
    let spray = |registration: &str, day: &str, dose: u32, target: &str| {
        json!({
            "cycle": cycle, "registration": registration, "dose": dose,
            "unit": "milligram_per_kilogram", "area": area, "date": format!("{year}-{day}"),
            "target": target, "unit_code": null,
        })
    };
    let sprays = json!([
        spray("PD20990102", "05-20", 32, "蚜虫"),
        spray("PD20990101", "06-15", 10, "梨木虱"),
        spray("PD20990101", "08-22", 12, "梨木虱"),
    ]);
    let (operations_key, sprays_key) = (format!("operations-{year}"), format!("sprays-{year}"));
    tokio::try_join!(
        once(grower, &operations_key, "/api/v1/operations", operations),
        once(grower, &sprays_key, "/api/v1/input-uses", sprays),
    )?;
    Ok(cycle)
}

/// A commitment to the plot's polygon; the demonstration commits to the village it lies in.
fn commitment(village: &str) -> [u8; 32] {
    sp_crypto_hashing::blake2_256(village.as_bytes())
}

/// Stores a small picture and returns its digest.
pub(super) async fn upload(
    client: &Client,
    name: &'static str,
    picture: &'static [u8],
) -> Result<String> {
    let part = reqwest::multipart::Part::bytes(picture).file_name(name);
    let form = reqwest::multipart::Form::new().part("file", part);
    let response = client
        .http()
        .post(format!("{}/api/v1/documents", client.base()))
        .header("X-CSRF-Token", client.csrf())
        .multipart(form)
        .send()
        .await?;
    let status = response.status();
    let body: Value = response.json().await?;
    let digest = body["digest"].as_str().map(str::to_owned);
    digest.with_context(|| format!("{name} was not stored: {status} {body}"))
}
