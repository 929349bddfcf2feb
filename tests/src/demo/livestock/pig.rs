//! Rongchang: a litter, its tags, two loads to two slaughterhouses, boxes of pork, a certificate that is
//! refused, and the recall of everything one house killed that day.

use anyhow::{Context, Result};
use serde_json::{json, Value};

use super::{
    activation, brand, Herding, Made, FANGJIABA, HEMIAO, LUZI, MANSHUIQIAO, PORK, PUTUO, RONGCHANG,
};
use crate::{
    client::Client,
    livestock::{self as words, Tags},
};

/// Tags of pigs of Rongchang.
const SERIES: u32 = 1_500_153;
const LITTER: Tags = tags(1, 30);
/// Ten pigs go to the first slaughterhouse, five to the second, the others stay.
const FIRST_LOAD: Tags = tags(1, 10);
const SECOND_LOAD: Tags = tags(11, 15);
/// The pigs that were treated three days ago.
const TREATED: Tags = tags(201, 210);
/// A pig of each of two other farms that is sold alive.
const HEMIAO_PIG: Tags = tags(211, 211);
const MANSHUIQIAO_PIG: Tags = tags(401, 401);

const PLATE: &str = "渝C12345";
const SECOND_PLATE: &str = "渝C23456";
const BODIES_PLATE: &str = "渝C34567";

/// Live mass of a pig and hot mass of its carcass, in grams.
const LIVE: u64 = 118_000;
const HOT: u64 = 84_600;
/// Mass of the half that is cut, and of its belly.
const HALF: u64 = 39_400;
const BELLY: u64 = 9_000;
/// Laying hens of a farm, and what they lay in a day: eggs and grams.
const HENS: u32 = 480;
const EGGS: u32 = 360;
const EGGS_MASS: u64 = 21_600;
/// Mass of the half that is sold whole.
const OTHER_HALF: u64 = 39_300;

/// What a kilogram of live pig and of half carcass costs, in fen.
const PIG_PRICE: u64 = 1_560;
const HALF_PRICE: u64 = 2_200;

const fn tags(from: u32, to: u32) -> Tags {
    Tags {
        series: SERIES,
        from,
        to,
    }
}

/// Everybody who works on it, logged in.
struct People {
    bureau: Client,
    vet: Client,
    second_vet: Client,
    luzi: Client,
    hemiao: Client,
    manshuiqiao: Client,
    hauler: Client,
    house: Client,
    quality: Client,
    second_house: Client,
}

/// One load: its animals, certificate, slaughter batch and carcasses.
struct Load {
    pigs: Vec<u64>,
    certificate: u64,
    batch: u64,
    carcasses: Vec<u64>,
}

impl Herding<'_> {
    /// The pigs, from the litter to the box.
    pub(super) async fn pigs(&self) -> Result<Made> {
        let mut made = Made::default();
        let people = self.pig_people().await?;
        self.say("荣昌：政策包、药品目录、免疫计划、车辆、品牌 (Rongchang: policy pack, drugs, plan, vehicles, brand)");
        let carrier = self.organisation("rc_hauler")?;
        let until = self.day_after(365);
        let vehicles = json!([
            words::vehicle(PLATE, carrier, false, &until),
            words::vehicle(SECOND_PLATE, carrier, false, &until),
            words::vehicle(BODIES_PLATE, carrier, true, &until),
        ]);
        let mark = brand(self.organisation("rc_brand")?, "荣昌猪", PORK, RONGCHANG);
        let mark = self
            .county(&people.bureau, RONGCHANG, vehicles, mark)
            .await?;
        made.remember("brand_pork", mark);
        let houses = [
            ("rc_house", &people.house, 20),
            ("rc_house_2", &people.second_house, 20),
        ];
        let owner = self.log_in("brand-rongpig").await?;
        let (loads, batches) = tokio::try_join!(
            self.pig_lives(&people, &mut made),
            self.codes(mark, &owner, &people.bureau, &houses),
        )?;
        let [first, second] = &batches[..] else {
            anyhow::bail!("two print runs, found {batches:?}")
        };
        self.boxes(&people, loads, [*first, *second], &mut made)
            .await?;
        Ok(made)
    }

    async fn pig_people(&self) -> Result<People> {
        let (bureau, vet, second_vet, luzi, hemiao) = tokio::try_join!(
            self.log_in("rongchang-bureau"),
            self.log_in("vet-zhou"),
            self.log_in("vet-liu"),
            self.log_in("farm-luzi"),
            self.log_in("farm-hemiao"),
        )?;
        let (manshuiqiao, hauler, house, quality, second_house) = tokio::try_join!(
            self.log_in("farm-manshuiqiao"),
            self.log_in("hauler-luoguan"),
            self.log_in("house-fangjiaba"),
            self.log_in("quality-fangjiaba"),
            self.log_in("house-putuo"),
        )?;
        Ok(People {
            bureau,
            vet,
            second_vet,
            luzi,
            hemiao,
            manshuiqiao,
            hauler,
            house,
            quality,
            second_house,
        })
    }

    /// From the litter to the carcasses of both loads.
    async fn pig_lives(&self, people: &People, made: &mut Made) -> Result<[Load; 2]> {
        let pigs = self.litter(people, made).await?;
        let sale = self.pigs_sold(people).await?;
        let singles = self.sold_one_by_one(people).await?;
        let [first, second] = self.certificates(people, made).await?;
        let mut loads = [
            Load {
                pigs: pigs[..10].to_vec(),
                certificate: first,
                batch: 0,
                carcasses: Vec::new(),
            },
            Load {
                pigs: pigs[10..15].to_vec(),
                certificate: second,
                batch: 0,
                carcasses: Vec::new(),
            },
        ];
        self.road(people, &mut loads).await?;
        self.pigs_paid(people, sale).await?;
        self.weighed_one_by_one(people, &singles).await?;
        self.eggs_delivered(people, made).await?;
        made.remember("sale_pigs", sale);
        self.kills(people, &mut loads).await?;
        made.remember("certificate", loads[0].certificate);
        made.remember("slaughter_batch", loads[0].batch);
        made.remember("slaughter_batch_recalled", loads[1].batch);
        Ok(loads)
    }

    /// Tags, the litter and its vaccinations, drugs and weights.
    async fn litter(&self, people: &People, made: &mut Made) -> Result<Vec<u64>> {
        self.say("耳标、仔猪群、免疫、用药 (ear tags, the litter, vaccines, drugs)");
        let (luzi, hemiao) = (self.organisation("luzi")?, self.organisation("hemiao")?);
        let manshuiqiao = self.organisation("manshuiqiao")?;
        let cdc = self.log_in("rongchang-cdc").await?;
        let handed = json!([
            {"tags": tags(1, 200).range(), "to": luzi},
            {"tags": tags(201, 400).range(), "to": hemiao},
            {"tags": tags(401, 410).range(), "to": manshuiqiao},
        ]);
        let herd = json!([{
            "farm": luzi, "village": LUZI, "species": "pig", "heads": 40, "born": self.day(200),
            "origin": "born", "breed": "荣昌猪", "pen": "1 号产房",
        }]);
        let (_, herd) = tokio::try_join!(
            self.tags(&cdc, tags(1, 1_000), handed),
            self.act(&people.luzi, "litter", "register_herds", herd),
        )?;
        let herd = herd.id("herd")?;
        made.remember("litter", herd);
        let group = json!({"units": [{"herd": herd}]});
        let vaccines = json!([
            words::immunisation(&group, "foot_and_mouth", &self.day(120)),
            words::immunisation(&group, "classical_swine_fever", &self.day(118)),
        ]);
        self.act(&people.luzi, "vaccines", "immunise", vaccines)
            .await?;
        let tagging = |tags: Tags, farm: u64, village: &str, origin: Value| {
            json!([{
                "tags": tags.range(), "farm": farm, "village": village, "born": self.day(200),
                "origin": origin, "breed": "荣昌猪", "pen": "2 号育肥舍",
            }])
        };
        let grown = tagging(LITTER, luzi, LUZI, json!({ "herd": herd }));
        let bought = tagging(TREATED, hemiao, HEMIAO, json!("born"));
        let (pigs, _) = tokio::try_join!(
            self.act(&people.luzi, "tagging", "tag_animals", grown),
            self.act(&people.hemiao, "tagging", "tag_animals", bought),
        )?;
        let treated = TREATED.group();
        let vaccines = json!([
            words::immunisation(&treated, "foot_and_mouth", &self.day(90)),
            words::immunisation(&treated, "classical_swine_fever", &self.day(90)),
        ]);
        let booster = json!([words::immunisation(
            &LITTER.group(),
            "foot_and_mouth",
            &self.day(80)
        )]);
        tokio::try_join!(
            self.act(&people.luzi, "booster", "immunise", booster),
            self.act(&people.hemiao, "vaccines", "immunise", vaccines),
        )?;
        let early = json!([words::medication(&LITTER.group(), &self.day(60))]);
        let late = json!([words::medication(&treated, &self.day(3))]);
        tokio::try_join!(
            self.act(&people.luzi, "drugs-used", "medicate", early),
            self.act(&people.hemiao, "drugs-used", "medicate", late),
        )?;
        let weights = json!([words::weighing(&LITTER.group(), LIVE, &self.day(0))]);
        self.act(&people.luzi, "weights", "record_care", weights)
            .await?;
        let pigs = pigs.ids("animal");
        anyhow::ensure!(pigs.len() == 30, "tagged {pigs:?}");
        made.remember("pig", pigs[0]);
        Ok(pigs)
    }

    /// Declarations, two certificates, and one that is refused.
    async fn certificates(&self, people: &People, made: &mut Made) -> Result<[u64; 2]> {
        self.say("申报、检疫、出证；休药期内的一车不予出证 (declarations, certificates; one refused inside its withdrawal)");
        let to = words::destination(self.organisation("rc_house")?, FANGJIABA);
        let to_second = words::destination(self.organisation("rc_house_2")?, PUTUO);
        let today = self.day(0);
        let declare = |group: Value, to: Value, plate: &str| {
            words::declaration(&group, "slaughter", to, plate, &today)
        };
        let loads = json!([
            declare(FIRST_LOAD.group(), to.clone(), PLATE),
            declare(SECOND_LOAD.group(), to_second, SECOND_PLATE),
        ]);
        let treated = json!([declare(TREATED.group(), to, PLATE)]);
        let (loads, treated) = tokio::try_join!(
            self.act(&people.luzi, "declarations", "declare", loads),
            self.act(&people.hemiao, "declarations", "declare", treated),
        )?;
        let [first, second] = super::super::ids(&loads, "declaration")?;
        let refused = treated.id("declaration")?;
        let answers: Vec<Value> = [first, second, refused]
            .map(words::acceptance)
            .into_iter()
            .collect();
        self.act(
            &people.vet,
            "answers",
            "answer_declarations",
            json!(answers),
        )
        .await?;
        let carrier = self.organisation("rc_hauler")?;
        let by = |plate| words::transport(carrier, plate);
        let papers = json!([
            words::certificate(first, "5001530001", FIRST_LOAD.len(), by(PLATE)),
            words::certificate(second, "5001530002", SECOND_LOAD.len(), by(SECOND_PLATE)),
        ]);
        let issued = self
            .act(&people.vet, "certificates", "certify", papers)
            .await?;
        let paper = words::certificate(refused, "5001530003", TREATED.len(), by(PLATE));
        let answer = people
            .vet
            .try_write(&words::path("certify"), json!([paper]))
            .await?;
        anyhow::ensure!(
            answer.code() == "Livestock.WithinWithdrawal",
            "a load inside its withdrawal period: {}",
            answer.body
        );
        made.remember("declaration_refused", refused);
        super::super::ids(&issued, "certificate")
    }

    /// Departure, a checkpoint, the slaughterhouses' doors, and the landing reports.
    async fn road(&self, people: &People, loads: &mut [Load; 2]) -> Result<()> {
        self.say("起运、查验、入场、落地报告 (departure, checkpoint, intake, landing reports)");
        let [first, second] = loads;
        let at_ms = self.moment("departed", 0)?;
        let departures = json!([
            words::departure(first.certificate, PLATE, FIRST_LOAD.len(), at_ms),
            words::departure(second.certificate, SECOND_PLATE, SECOND_LOAD.len(), at_ms),
        ]);
        self.act(&people.hauler, "departures", "depart", departures)
            .await?;
        let stop = words::checkpoint(
            first.certificate,
            "500153002000",
            PLATE,
            FIRST_LOAD.len(),
            self.moment("checked", 0)?,
        );
        self.act(
            &people.second_vet,
            "checkpoint",
            "pass_checkpoints",
            json!([stop]),
        )
        .await?;
        let at_ms = self.moment("arrived", 0)?;
        let intake = |load: &Load, tags: Tags| {
            json!([words::intake(load.certificate, &tags.group(), at_ms)])
        };
        let (one, two) = tokio::try_join!(
            self.act(
                &people.house,
                "intake",
                "take_in",
                intake(first, FIRST_LOAD)
            ),
            self.act(
                &people.second_house,
                "intake",
                "take_in",
                intake(second, SECOND_LOAD)
            ),
        )?;
        first.batch = one.id("slaughter_batch")?;
        second.batch = two.id("slaughter_batch")?;
        let report =
            |load: &Load| json!({"certificate": load.certificate, "heads": load.pigs.len()});
        let sent = json!([report(first), report(second)]);
        let landed = [json!([report(first)]), json!([report(second)])];
        let [here, there] = landed;
        tokio::try_join!(
            self.act(&people.luzi, "landing", "report_landings", sent),
            self.act(&people.house, "landing", "report_landings", here),
            self.act(&people.second_house, "landing", "report_landings", there),
        )?;
        Ok(())
    }

    /// Announced, inspected, tested, killed, inspected again.
    async fn kills(&self, people: &People, loads: &mut [Load; 2]) -> Result<()> {
        self.say(
            "屠宰申报、宰前检查、非洲猪瘟检测、屠宰、同步检疫 (slaughter with its inspections)",
        );
        let [first, second] = loads;
        // A minute ahead of the clock, which the ledger allows and the notice asks for.
        let at_ms = self.moment("killed", 60_000)?;
        let announce =
            |batch: u64| json!([{"batch": batch, "planned_ms": at_ms, "emergency": false}]);
        let looked = json!([
            {"batch": first.batch, "failed": [], "note": ""},
            {"batch": second.batch, "failed": [], "note": ""},
        ]);
        let test = |batch: u64| {
            let sample = format!("ASF-B{batch}");
            json!([words::swine_fever_test(batch, &sample, "pass")])
        };
        tokio::try_join!(
            self.act(
                &people.house,
                "announced",
                "declare_slaughter",
                announce(first.batch)
            ),
            self.act(
                &people.second_house,
                "announced",
                "declare_slaughter",
                announce(second.batch)
            ),
            self.act(&people.vet, "looked", "inspect_before_kill", looked),
            self.act(&people.quality, "tested", "test_batches", test(first.batch)),
            self.act(
                &people.second_house,
                "tested",
                "test_batches",
                test(second.batch)
            ),
        )?;
        let kill =
            |load: &Load| json!([words::kill(load.batch, &load.pigs, PORK, LIVE, HOT, at_ms)]);
        let (one, two) = tokio::try_join!(
            self.act(&people.house, "kill", "slaughter", kill(first)),
            self.act(&people.second_house, "kill", "slaughter", kill(second)),
        )?;
        first.carcasses = one.ids("meat");
        second.carcasses = two.ids("meat");
        let all = [&first.carcasses[..], &second.carcasses[..]].concat();
        let (seen, own, theirs) = (
            words::passed(&all, "渝检Q"),
            words::passed(&first.carcasses, "方质Z"),
            words::passed(&second.carcasses, "普质Z"),
        );
        let call = "inspect_carcasses";
        tokio::try_join!(
            self.act(&people.vet, "carcasses", call, seen),
            self.act(&people.quality, "carcasses", call, own),
            self.act(&people.second_house, "carcasses", call, theirs),
        )?;
        Ok(())
    }

    /// Halves, cuts, packages, codes; the first on its way to a shop, the second recalled.
    async fn boxes(
        &self,
        people: &People,
        loads: [Load; 2],
        batches: [u64; 2],
        made: &mut Made,
    ) -> Result<()> {
        self.say("分割、包装、激活、产品检疫证明、召回一天的肉 (cuts, packages, codes, a certificate for meat, the recall of a day)");
        let [first, second] = &loads;
        let ((belly, half), (recalled, _)) = tokio::try_join!(
            self.belly_box(&people.house, first, batches[0]),
            self.belly_box(&people.second_house, second, batches[1]),
        )?;
        made.remember("meat", belly);
        made.remember("meat_recalled", recalled);
        let sale = self.half_sold(people, half).await?;
        made.remember("sale_half", sale);
        let (market, house) = (
            self.organisation("rc_market")?,
            self.organisation("rc_house_2")?,
        );
        let paper = json!([{
            "meats": [belly, half], "number": "5001530004", "valid_days": 1,
            "destination": words::destination(market, FANGJIABA),
            "transport": words::transport(self.organisation("rc_hauler")?, PLATE),
            "particulars": words::digest("5001530004"),
        }]);
        let recall = json!([{
            "scope": {"day": {"house": house, "day": self.day(0)}},
            "reason": "环境样品复检可疑，全天产品召回 (an environmental sample was doubtful on retest)",
            "evidence": words::digest("recall"),
        }]);
        let (_, recall) = tokio::try_join!(
            self.act(&people.vet, "product-paper", "certify_products", paper),
            self.act(&people.bureau, "recall", "recall_meat", recall),
        )?;
        let recall = recall.id("recall")?;
        made.remember("recall", recall);
        self.answered_recall(people, recall, house).await?;
        let handed = json!([{"meat": belly, "to": market}, {"meat": half, "to": market}]);
        self.act(&people.house, "delivery", "deliver_meat", handed)
            .await?;
        self.half_paid(sale).await?;
        let code = self.code(&people.house, batches[0], 0).await?;
        let gone = self.code(&people.second_house, batches[1], 0).await?;
        let base = self.base;
        let certificate = first.certificate;
        made.remember("meat_batch", batches[0]);
        made.links = [
            ("recalled_meat_code", format!("{base}/{gone}")),
            (
                "animal_url",
                format!("{base}/animals/{}", words::tag(SERIES, 1)),
            ),
            ("livestock_console", format!("{base}/console")),
        ]
        .map(|(name, url)| (name.to_owned(), url))
        .into();
        made.meat_scan_url = format!("{base}/{code}");
        made.meat_code = code;
        made.certificate_url = format!("{base}/certificates/{certificate}");
        Ok(())
    }

    /// The house is told what it holds of the recalled day, acknowledges, and says what became of it:
    /// nearly all is destroyed, some was sold, and of five kilograms nobody knows yet.
    async fn answered_recall(&self, people: &People, recall: u64, house: u64) -> Result<()> {
        self.say("召回：通知、确认、报去向 (the recall: notice, acknowledgement, counts)");
        let path = format!("/api/v1/meats/recalls/{recall}");
        let file = people.bureau.get(&path).await?;
        let pieces = file.body["pieces"].as_array().context("no pieces")?;
        let meats: Vec<&Value> = pieces.iter().map(|piece| &piece["meat"]).collect();
        let masses = pieces.iter().filter_map(|piece| piece["mass"].as_u64());
        let recalled: u64 = masses.sum();
        let notice = json!([{"recall": recall, "custodian": house, "meats": meats}]);
        self.act(&people.bureau, "recall-notice", "notify_recalls", notice)
            .await?;
        let call = "answer_recalls";
        let seen = json!([{"recall": recall, "act": "acknowledged"}]);
        self.act(&people.second_house, "recall-seen", call, seen)
            .await?;
        let (consumed, unknown) = (4_000, 5_000);
        let destroyed = recalled.saturating_sub(consumed + unknown);
        let counts = json!({"returned": 0, "destroyed": destroyed, "consumed": consumed});
        let evidence = words::digest("recall-disposal");
        let told = json!([{
            "recall": recall, "act": {"accounted": {"counts": counts, "evidence": evidence}},
        }]);
        self.act(&people.second_house, "recall-counts", call, told)
            .await?;
        Ok(())
    }

    /// The farm sells the first load to the slaughterhouse, at 15.60 yuan for a kilogram.
    async fn pigs_sold(&self, people: &People) -> Result<u64> {
        self.say("生猪买卖：登记、确认 (ten pigs sold: recorded and confirmed)");
        let house = self.organisation("rc_house")?;
        let goods = json!({ "animals": FIRST_LOAD.group() });
        let mass = LIVE * u64::from(FIRST_LOAD.len());
        let sale = words::sale(house, "live", goods, FIRST_LOAD.len(), mass, PIG_PRICE);
        let sold = self
            .act(&people.luzi, "sale", "record_sales", json!([sale]))
            .await?;
        let sale = sold.id("sale")?;
        let agreed = words::agreement(sale);
        self.act(&people.house, "sale-agreed", "answer_sales", agreed)
            .await?;
        Ok(sale)
    }

    /// A pig of each of two other farms, tagged and vaccinated like those of the first.
    async fn neighbours_pigs(&self, people: &People) -> Result<()> {
        for (client, farm, village, pig) in [
            (&people.hemiao, "hemiao", HEMIAO, HEMIAO_PIG),
            (
                &people.manshuiqiao,
                "manshuiqiao",
                MANSHUIQIAO,
                MANSHUIQIAO_PIG,
            ),
        ] {
            let grown = json!([{
                "tags": pig.range(), "farm": self.organisation(farm)?, "village": village,
                "born": self.day(200), "origin": "born", "breed": "荣昌猪", "pen": "1 号育肥舍",
            }]);
            self.act(client, "sold-pig", "tag_animals", grown).await?;
            let vaccines = json!([
                words::immunisation(&pig.group(), "foot_and_mouth", &self.day(90)),
                words::immunisation(&pig.group(), "classical_swine_fever", &self.day(90)),
            ]);
            self.act(client, "sold-pig-vaccines", "immunise", vaccines)
                .await?;
        }
        Ok(())
    }

    /// The pigs of the second load and one of each of two other farms are sold one by one, at prices of
    /// their own: enough sales and sellers in a week for the public page of prices.
    async fn sold_one_by_one(&self, people: &People) -> Result<Vec<u64>> {
        let house = self.organisation("rc_house_2")?;
        self.neighbours_pigs(people).await?;
        let sales: Vec<Value> = (0..SECOND_LOAD.len())
            .map(|at| {
                let goods = json!({ "animals": SECOND_LOAD.part(at, 1).group() });
                let price = PIG_PRICE - 20 + 10 * u64::from(at);
                words::sale(house, "live", goods, 1, LIVE, price)
            })
            .collect();
        let sold = self
            .act(&people.luzi, "single-sales", "record_sales", json!(sales))
            .await?;
        let mut sales = sold.ids("sale");
        for (client, pig, price) in [
            (&people.hemiao, HEMIAO_PIG, PIG_PRICE - 10),
            (&people.manshuiqiao, MANSHUIQIAO_PIG, PIG_PRICE + 10),
        ] {
            let goods = json!({ "animals": pig.group() });
            let sale = json!([words::sale(house, "live", goods, 1, LIVE, price)]);
            let sold = self
                .act(client, "single-sale", "record_sales", sale)
                .await?;
            sales.push(sold.id("sale")?);
        }
        let agreed: Vec<Value> = sales
            .iter()
            .map(|sale| json!({"sale": sale, "accepted": true, "reason": ""}))
            .collect();
        let agreed = json!(agreed);
        self.act(
            &people.second_house,
            "single-agreed",
            "answer_sales",
            agreed,
        )
        .await?;
        Ok(sales)
    }

    /// They are weighed in as agreed; the money is still on its way.
    async fn weighed_one_by_one(&self, people: &People, sales: &[u64]) -> Result<()> {
        let came: Vec<Value> = sales
            .iter()
            .map(|sale| json!({"sale": sale, "heads": 1, "mass": LIVE, "date": words::days_ago(0)}))
            .collect();
        let came = json!(came);
        self.act(
            &people.second_house,
            "single-weighed",
            "deliver_sales",
            came,
        )
        .await?;
        Ok(())
    }

    /// They are weighed in two kilograms lighter, and paid in two parts.
    async fn pigs_paid(&self, people: &People, sale: u64) -> Result<()> {
        self.say("过磅验收、分两次付清 (weighed in, and paid in two parts)");
        let heads = FIRST_LOAD.len();
        let mass = LIVE * u64::from(heads) - 2_000;
        let came = words::weighed_in(sale, heads, mass);
        self.act(&people.house, "sale-weighed", "deliver_sales", came)
            .await?;
        let due = mass * PIG_PRICE / 1_000;
        let first = words::payment(sale, 1_000_000, "pigs, first part");
        self.act(&people.house, "sale-paid", "settle_sales", first)
            .await?;
        let rest = words::payment(sale, due - 1_000_000, "pigs, the rest");
        self.act(&people.luzi, "sale-settled", "settle_sales", rest)
            .await?;
        Ok(())
    }

    /// A second farm keeps hens as well, and brings a day's eggs to the shop.
    async fn eggs_delivered(&self, people: &People, made: &mut Made) -> Result<()> {
        self.say(
            "鸡蛋：产蛋鸡群，一批交给超市 (eggs: a flock, and a lot of it delivered to the shop)",
        );
        let flock = json!([{
            "farm": self.organisation("hemiao")?, "village": HEMIAO, "species": "poultry",
            "heads": HENS, "born": self.day(200), "origin": "born", "breed": "海兰褐", "pen": "鸡舍",
        }]);
        let flock = self
            .act(&people.hemiao, "hens", "register_herds", flock)
            .await?;
        let flock = flock.id("herd")?;
        made.remember("hens", flock);
        let group = json!({"units": [{"herd": flock}]});
        let shop = Some(self.organisation("rc_market")?);
        let laid = json!([words::eggs(&group, EGGS, EGGS_MASS, shop, &self.day(0))]);
        self.act(&people.hemiao, "eggs", "record_food", laid)
            .await?;
        Ok(())
    }

    /// The other half of the first carcass goes to the shop, at 22.00 yuan for a kilogram.
    async fn half_sold(&self, people: &People, half: u64) -> Result<u64> {
        self.say("白条买卖：登记、确认 (a half carcass sold: recorded and confirmed)");
        let market = self.organisation("rc_market")?;
        let goods = json!({ "meats": [half] });
        let sale = words::sale(market, "half_carcass", goods, 1, OTHER_HALF, HALF_PRICE);
        let sold = self
            .act(&people.house, "half-sale", "record_sales", json!([sale]))
            .await?;
        let sale = sold.id("sale")?;
        let shop = self.log_in("market-changyuan").await?;
        let agreed = words::agreement(sale);
        self.act(&shop, "half-agreed", "answer_sales", agreed)
            .await?;
        Ok(sale)
    }

    /// It is weighed in as agreed, and paid.
    async fn half_paid(&self, sale: u64) -> Result<()> {
        let shop = self.log_in("market-changyuan").await?;
        let came = words::weighed_in(sale, 1, OTHER_HALF);
        self.act(&shop, "half-weighed", "deliver_sales", came)
            .await?;
        let due = OTHER_HALF * HALF_PRICE / 1_000;
        let paid = words::payment(sale, due, "half carcass");
        self.act(&shop, "half-paid", "settle_sales", paid).await?;
        Ok(())
    }

    /// A carcass halved, a half cut, its belly packed and labelled; returns the package and the half
    /// that was left whole.
    async fn belly_box(&self, house: &Client, load: &Load, batch: u64) -> Result<(u64, u64)> {
        let carcass = *load.carcasses.first().context("no carcass")?;
        let halves = vec![
            words::part("left_half", "", HALF),
            words::part("right_half", "", OTHER_HALF),
            words::part("head", "", 4_600),
        ];
        let halves = json!([words::cutting(carcass, HOT, halves, 300, 1_000)]);
        let made = self.act(house, "halves", "cut_meat", halves).await?;
        let [half, other, ..] = made.ids("meat")[..] else {
            anyhow::bail!("no halves: {}", made.body)
        };
        let cuts = vec![
            words::part("cut", "五花肉", BELLY),
            words::part("cut", "里脊", 2_600),
            words::part("cut", "前腿肉", 11_800),
            words::part("cut", "后腿肉", 12_900),
        ];
        let cuts = json!([words::cutting(half, HALF, cuts, 2_700, 400)]);
        let made = self.act(house, "cuts", "cut_meat", cuts).await?;
        let belly = *made.ids("meat").first().context("no belly")?;
        let packed = json!([words::package(belly, BELLY, "荣昌猪五花肉 500 克")]);
        let made = self.act(house, "package", "pack_meat", packed).await?;
        let package = *made.ids("meat").last().context("no package")?;
        let bound = json!([activation(batch, 0, 17, package)]);
        self.act(house, "activation", "activations", bound).await?;
        Ok((package, other))
    }
}
