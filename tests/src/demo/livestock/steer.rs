//! Gaoqing: a black steer (黑牛) with an electronic tag, and cuts that are known one by one.

use anyhow::{Context, Result};
use county_primitives::devices::HOUR_MS;
use serde_json::json;

use super::{activation, brand, Herding, Made, BEEF, GAOQING, SHICAO, YANJIA};
use crate::{
    client::Client,
    devices::{self, hour_of, Device},
    livestock::{self as words, Tags},
};

/// Tags of cattle of Gaoqing; the steer is the first of three.
const STEERS: Tags = Tags {
    series: 2_370_322,
    from: 1,
    to: 3,
};
const ELECTRONIC: &str = "E2801105200073A6";
const PLATE: &str = "鲁C56789";
/// How many hours of readings its devices have.
const WATCHED_HOURS: u64 = 4;

/// Live mass of the steer and hot mass of its carcass, in grams.
const LIVE: u64 = 720_000;
const HOT: u64 = 412_000;
/// Mass of the half that is cut, and of its two best cuts.
const HALF: u64 = 203_000;
const EYE: u64 = 6_000;
const STRIPLOIN: u64 = 8_000;

impl Herding<'_> {
    /// The steer, from its electronic tag to its cuts.
    pub(super) async fn steer(&self) -> Result<Made> {
        let mut made = Made::default();
        self.say("高青黑牛：电子耳标、免疫、检疫 (the Gaoqing steer: electronic tag, vaccine, certificate)");
        let (bureau, farm, house) = tokio::try_join!(
            self.log_in("gaoqing-bureau"),
            self.log_in("farm-yanjia"),
            self.log_in("house-shicao"),
        )?;
        let carrier = self.organisation("gq_hauler")?;
        let until = self.day_after(365);
        let vehicles = json!([words::vehicle(PLATE, carrier, false, &until)]);
        let mark = brand(self.organisation("gq_brand")?, "高青黑牛", BEEF, GAOQING);
        let mark = self.county(&bureau, GAOQING, vehicles, mark).await?;
        made.remember("brand_beef", mark);
        let owner = self.log_in("brand-heiniu").await?;
        let houses = [("gq_house", &house, 30)];
        let (steer, batches) = tokio::try_join!(
            self.steer_grows(&farm, &mut made),
            self.codes(mark, &owner, &bureau, &houses),
        )?;
        let batch = *batches.first().context("no print run")?;
        let carcass = self.steer_ends(&farm, &house, steer, &mut made).await?;
        self.beef(&house, carcass, batch, &mut made).await?;
        Ok(made)
    }

    async fn steer_grows(&self, farm: &Client, made: &mut Made) -> Result<u64> {
        let yanjia = self.organisation("yanjia")?;
        let cdc = self.log_in("gaoqing-cdc").await?;
        let stock = Tags { to: 100, ..STEERS };
        let handed = json!([{"tags": stock.range(), "to": yanjia}]);
        self.tags(&cdc, stock, handed).await?;
        let tagged = json!([{
            "tags": STEERS.range(), "farm": yanjia, "village": YANJIA, "born": self.day(820),
            "origin": "born", "breed": "渤海黑牛", "pen": "3 号舍",
        }]);
        let tagged = self.act(farm, "tagging", "tag_animals", tagged).await?;
        let steer = *tagged.ids("animal").first().context("no steer")?;
        made.remember("steer", steer);
        let group = STEERS.group();
        let bound = json!([{
            "tag": words::tag(STEERS.series, 1), "electronic": ELECTRONIC,
        }]);
        let vaccine = words::immunisation(&group, "foot_and_mouth", &self.day(100));
        tokio::try_join!(
            self.act(farm, "electronic", "bind_electronic", bound),
            self.act(farm, "vaccines", "immunise", json!([vaccine])),
        )?;
        let weights = json!([words::weighing(&group, LIVE, &self.day(0))]);
        self.act(farm, "weights", "record_care", weights).await?;
        self.steer_is_watched(farm, steer, made).await?;
        Ok(steer)
    }

    /// A collar on the steer and a scale in its pen, with some hours of signed readings, all anchored.
    async fn steer_is_watched(&self, farm: &Client, steer: u64, made: &mut Made) -> Result<()> {
        self.say("高青黑牛：项圈与电子秤，每小时锚定 (collar and scale, anchored every hour)");
        let secret = |name: &str| format!("{name} {}", self.password("farm-yanjia"));
        let mut collar = Device::new(&secret("collar"));
        let mut scale = Device::new(&secret("scale"));
        let pen = format!("farm:{}", self.organisation("yanjia")?);
        let both = json!([
            collar.registration("collar", &format!("animal:{steer}")),
            scale.registration("scale", &pen),
        ]);
        let both = self.act(farm, "devices", "devices", both).await?;
        let [first, second] = both.ids("device")[..] else {
            anyhow::bail!("no devices in {}", both.body)
        };
        (collar.id, scale.id) = (first, second);
        made.remember("collar", collar.id);
        made.remember("scale", scale.id);
        let now_hour = hour_of(self.moment("steer-watched", 0)?);
        let (mut readings, mut anchors) = (Vec::new(), Vec::new());
        for past in (1..=WATCHED_HOURS).rev() {
            let begin_ms = (now_hour - past) * HOUR_MS;
            let done = WATCHED_HOURS - past;
            for tenth in 0..6u64 {
                let (at_ms, number) = (begin_ms + tenth * 600_000, done * 12 + tenth * 2 + 1);
                let (warmth, steps) = (38_500 + i64::try_from(tenth * 30)?, 40_000);
                let warm = ("temperature", warmth, "°C");
                let walks = ("activity", steps + i64::try_from(tenth * 5_000)?, "步");
                readings.push(collar.reading(number, at_ms, warm)?);
                readings.push(collar.reading(number + 1, at_ms + 1_000, walks)?);
            }
            let live = ("mass", i64::try_from(LIVE)? * 1_000, "g");
            readings.push(scale.reading(done + 1, begin_ms + 1_800_000, live)?);
        }
        devices::send(farm, &readings).await?;
        for past in (1..=WATCHED_HOURS).rev() {
            for device in [&collar, &scale] {
                anchors.push(device.anchor(farm, now_hour - past).await?);
            }
        }
        self.act(farm, "anchors", "device-anchors", json!(anchors))
            .await?;
        let url = format!("{}/console/devices/{}", self.base, collar.id);
        made.links.insert("collar_url".into(), url);
        Ok(())
    }

    /// Certificate, trip and kill; returns the carcass.
    async fn steer_ends(
        &self,
        farm: &Client,
        house: &Client,
        steer: u64,
        made: &mut Made,
    ) -> Result<u64> {
        self.say("高青黑牛：出证、运输、屠宰 (the steer: certificate, trip, slaughter)");
        let (vet, hauler, quality) = tokio::try_join!(
            self.log_in("vet-sun"),
            self.log_in("hauler-shicao"),
            self.log_in("quality-shicao"),
        )?;
        let group = json!({"units": words::animals(&[steer])});
        let to = words::destination(self.organisation("gq_house")?, SHICAO);
        let today = self.day(0);
        let declared = json!([words::declaration(&group, "slaughter", to, PLATE, &today)]);
        let declared = self.act(farm, "declaration", "declare", declared).await?;
        let declaration = declared.id("declaration")?;
        let answer = json!([words::acceptance(declaration)]);
        self.act(&vet, "answer", "answer_declarations", answer)
            .await?;
        let by = words::transport(self.organisation("gq_hauler")?, PLATE);
        let paper = json!([words::certificate(declaration, "3703220001", 1, by)]);
        let certificate = self
            .act(&vet, "certificate", "certify", paper)
            .await?
            .id("certificate")?;
        made.remember("certificate_steer", certificate);
        let at_ms = self.moment("steer-departed", 0)?;
        let departure = json!([words::departure(certificate, PLATE, 1, at_ms)]);
        self.act(&hauler, "departure", "depart", departure).await?;
        let at_ms = self.moment("steer-arrived", 0)?;
        let intake = json!([words::intake(certificate, &group, at_ms)]);
        let batch = self.act(house, "intake", "take_in", intake).await?;
        let batch = batch.id("slaughter_batch")?;
        let at_ms = self.moment("steer-killed", 60_000)?;
        let announced = json!([{"batch": batch, "planned_ms": at_ms, "emergency": false}]);
        let looked = json!([{"batch": batch, "failed": [], "note": ""}]);
        let landed = json!([{"certificate": certificate, "heads": 1}]);
        tokio::try_join!(
            self.act(house, "announced", "declare_slaughter", announced),
            self.act(&vet, "looked", "inspect_before_kill", looked),
            self.act(farm, "landing", "report_landings", landed.clone()),
            self.act(&quality, "landing", "report_landings", landed),
        )?;
        let kill = json!([words::kill(batch, &[steer], BEEF, LIVE, HOT, at_ms)]);
        let carcasses = self.act(house, "kill", "slaughter", kill).await?;
        let carcasses = carcasses.ids("meat");
        let (seen, own) = (
            words::passed(&carcasses, "鲁检Q"),
            words::passed(&carcasses, "石质Z"),
        );
        tokio::try_join!(
            self.act(&vet, "carcass", "inspect_carcasses", seen),
            self.act(&quality, "carcass", "inspect_carcasses", own),
        )?;
        carcasses.first().copied().context("no carcass")
    }

    /// Halves, graded cuts, and a package with codes for each of the best two.
    async fn beef(&self, house: &Client, carcass: u64, batch: u64, made: &mut Made) -> Result<()> {
        let halves = vec![
            words::part("left_half", "", HALF),
            words::part("right_half", "", 202_500),
        ];
        let halves = json!([words::cutting(carcass, HOT, halves, 1_500, 5_000)]);
        let halves = self.act(house, "halves", "cut_meat", halves).await?;
        let half = *halves.ids("meat").first().context("no half")?;
        let graded =
            |cut: &str, mass: u64| json!({"kind": "cut", "cut": cut, "mass": mass, "grade": "A3"});
        let cuts = vec![
            graded("眼肉", EYE),
            graded("西冷", STRIPLOIN),
            graded("上脑", 7_500),
            words::part("cut", "牛腩", 40_000),
            words::part("cut", "臀肉", 45_000),
            words::part("cut", "其他分割肉", 85_000),
        ];
        let cuts = json!([words::cutting(half, HALF, cuts, 9_500, 2_000)]);
        let cuts = self.act(house, "cuts", "cut_meat", cuts).await?;
        let [eye, striploin, ..] = cuts.ids("meat")[..] else {
            anyhow::bail!("no cuts in {}", cuts.body)
        };
        let packed = json!([
            words::package(eye, EYE, "高青黑牛眼肉 500 克"),
            words::package(striploin, STRIPLOIN, "高青黑牛西冷 500 克"),
        ]);
        let packed = self.act(house, "packages", "pack_meat", packed).await?;
        // Each package comes after the cut that went into it.
        let [_, eye, _, striploin] = super::super::ids(&packed, "meat")?;
        let bound = json!([
            activation(batch, 0, 11, eye),
            activation(batch, 12, 27, striploin),
        ]);
        self.act(house, "activation", "activations", bound).await?;
        made.remember("meat_steer", eye);
        made.remember("meat_steer_batch", batch);
        let code = self.code(house, batch, 0).await?;
        let (base, tag) = (self.base, words::tag(STEERS.series, 1));
        let links = [
            ("beef_code", format!("{base}/{code}")),
            ("steer_url", format!("{base}/animals/{tag}")),
        ]
        .map(|(name, url)| (name.to_owned(), url));
        made.links.extend(links);
        Ok(())
    }
}
