//! The demonstration of livestock: a pig of Rongchang (荣昌区, 500153) from the litter to a scanned
//! box of pork, a steer of Gaoqing (高青县, 370322) from its electronic tag to cuts known one by one,
//! a certificate that is refused, and a recall of one day's meat.
//!
//! The ledger's time is real time, and nobody waits three days for the demonstration to load. So the
//! two counties first set their own policy packs, as any county may: no notice before transport and
//! kill, no rest before the kill, tags at any age, late entry of paper records, and no suspicion of
//! loads that reach the next township within minutes. Everything else is as the nation sets it.

mod pig;
mod steer;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result};
use county_primitives::Date;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

use super::{legal, once, Account, Demo};
use crate::{
    client::{Answer, Client},
    livestock::{self as words, now_ms},
    steps::Steps,
};

const RONGCHANG: &str = "500153000000";
const GAOQING: &str = "370322000000";
/// 鹿子村 in 仁义镇 and 禾苗村 in 盘龙镇: where the pigs are.
const LUZI: &str = "500153101201";
const HEMIAO: &str = "500153102201";
/// 漫水桥村 in 清升镇: a third farm, which sells a pig.
const MANSHUIQIAO: &str = "500153106200";
/// 螺罐村 and 方家坝村 in 昌元街道: the haulier, and the slaughterhouse with the market.
const LUOGUAN: &str = "500153001201";
const FANGJIABA: &str = "500153001200";
/// 马草村 in 清流镇: the disposal plant.
const MACAO: &str = "500153112201";
/// 普陀村 in 安富街道: the second slaughterhouse.
const PUTUO: &str = "500153005200";
/// 闫家村 and 石槽村 in 田镇街道 of Gaoqing.
const YANJIA: &str = "370322001247";
const SHICAO: &str = "370322001233";

/// Product classes of the demonstration: pork and beef.
const PORK: &str = "030101";
const BEEF: &str = "030102";

/// Name, kind, seat, credit code and registered name of every organisation.
const ORGANISATIONS: [(&str, &str, &str, &str, &str); 21] = [
    (
        "rc_bureau",
        "state_organ",
        RONGCHANG,
        "11500153MB0A10013C",
        "荣昌区农业农村委员会",
    ),
    (
        "rc_vets",
        "institution",
        RONGCHANG,
        "12500153MB1C200129",
        "荣昌区动物卫生监督所",
    ),
    (
        "rc_cdc",
        "institution",
        RONGCHANG,
        "12500153MB1C200204",
        "荣昌区动物疫病预防控制中心",
    ),
    (
        "rc_brand",
        "institution",
        RONGCHANG,
        "12500153MB1C200391",
        "荣昌区畜牧发展中心",
    ),
    (
        "luzi",
        "company",
        LUZI,
        "91500153MA5GX0019U",
        "荣昌区鹿子生猪养殖有限公司",
    ),
    (
        "hemiao",
        "cooperative",
        HEMIAO,
        "93500153MA5HC00158",
        "荣昌区禾苗生猪专业合作社",
    ),
    (
        "rc_hauler",
        "company",
        LUOGUAN,
        "91500153MA5GX0027N",
        "荣昌区螺罐畜禽运输有限公司",
    ),
    (
        "rc_house",
        "company",
        FANGJIABA,
        "91500153MA5GX0035H",
        "荣昌区方家坝生猪屠宰有限公司",
    ),
    (
        "rc_house_2",
        "company",
        PUTUO,
        "91500153MA5GX0094L",
        "荣昌区普陀肉类加工有限公司",
    ),
    (
        "rc_plant",
        "company",
        MACAO,
        "91500153MA5GX0043C",
        "荣昌区马草无害化处理有限公司",
    ),
    (
        "rc_insurer",
        "company",
        FANGJIABA,
        "91500153MA5GX00517",
        "荣昌农业保险示范支公司",
    ),
    (
        "rc_insurer_2",
        "company",
        FANGJIABA,
        "91500153MA5GX006XY",
        "荣昌互助保险示范支公司",
    ),
    (
        "rc_market",
        "company",
        FANGJIABA,
        "91500153MA5GX0078Y",
        "荣昌区昌元生鲜超市有限公司",
    ),
    (
        "gq_bureau",
        "state_organ",
        GAOQING,
        "11370322MB0A100139",
        "高青县畜牧兽医服务局",
    ),
    (
        "gq_vets",
        "institution",
        GAOQING,
        "12370322MB1C200126",
        "高青县动物卫生监督站",
    ),
    (
        "gq_cdc",
        "institution",
        GAOQING,
        "12370322MB1C200201",
        "高青县动物疫控中心",
    ),
    (
        "gq_brand",
        "institution",
        GAOQING,
        "12370322MB1C20039X",
        "高青县黑牛产业发展中心",
    ),
    (
        "yanjia",
        "company",
        YANJIA,
        "91370322MA3GX00150",
        "高青县闫家黑牛养殖有限公司",
    ),
    (
        "gq_hauler",
        "company",
        SHICAO,
        "91370322MA3GX0031M",
        "高青县石槽畜禽运输有限公司",
    ),
    (
        "gq_house",
        "company",
        SHICAO,
        "91370322MA3GX0023T",
        "高青县石槽肉牛屠宰有限公司",
    ),
    (
        "manshuiqiao",
        "cooperative",
        MANSHUIQIAO,
        "93500153MA5HC00233",
        "荣昌区漫水桥生猪专业合作社",
    ),
];

/// Login, role, organisation and where the role holds.
const PEOPLE: [(&str, &str, &str, &str); 25] = [
    ("rongchang-bureau", "cty_agri", "rc_bureau", RONGCHANG),
    ("vet-zhou", "ahs_vet", "rc_vets", RONGCHANG),
    ("vet-liu", "ahs_vet", "rc_vets", RONGCHANG),
    ("rongchang-cdc", "cdc", "rc_cdc", RONGCHANG),
    ("brand-rongpig", "brand", "rc_brand", RONGCHANG),
    ("farm-luzi", "producer", "luzi", LUZI),
    ("farm-hemiao", "producer", "hemiao", HEMIAO),
    ("hauler-luoguan", "hauler", "rc_hauler", RONGCHANG),
    ("house-fangjiaba", "slaughter", "rc_house", RONGCHANG),
    ("quality-fangjiaba", "slaughter", "rc_house", RONGCHANG),
    ("house-putuo", "slaughter", "rc_house_2", RONGCHANG),
    ("disposal-macao", "disposal", "rc_plant", RONGCHANG),
    ("insurer-tan", "insurer", "rc_insurer", RONGCHANG),
    ("insurer-deng", "insurer", "rc_insurer", RONGCHANG),
    ("insurer-mutual", "insurer", "rc_insurer_2", RONGCHANG),
    ("market-changyuan", "market", "rc_market", RONGCHANG),
    ("gaoqing-bureau", "cty_agri", "gq_bureau", GAOQING),
    ("vet-sun", "ahs_vet", "gq_vets", GAOQING),
    ("gaoqing-cdc", "cdc", "gq_cdc", GAOQING),
    ("brand-heiniu", "brand", "gq_brand", GAOQING),
    ("farm-yanjia", "producer", "yanjia", YANJIA),
    ("hauler-shicao", "hauler", "gq_hauler", GAOQING),
    ("house-shicao", "slaughter", "gq_house", GAOQING),
    ("quality-shicao", "slaughter", "gq_house", GAOQING),
    ("farm-manshuiqiao", "producer", "manshuiqiao", MANSHUIQIAO),
];

/// What the two counties set for the demonstration.
const PACK: [(&str, u64); 6] = [
    ("late_after_hours", 26_280),
    ("tag_age_days", 1_000),
    ("declaration_notice_days", 0),
    ("slaughter_notice_minutes", 0),
    ("slaughter_rest_minutes", 0),
    ("clone_minutes_between_townships", 0),
];

/// What is random or a moment, drawn once, so that an interrupted loading repeats itself.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    passwords: BTreeMap<String, String>,
    today: Date,
    moments: BTreeMap<String, u64>,
}

impl State {
    fn load_or_draw(path: &Path) -> Result<Self> {
        if let Ok(text) = std::fs::read_to_string(path) {
            return serde_json::from_str(&text)
                .with_context(|| format!("{} is damaged; remove it", path.display()));
        }
        let state = Self {
            passwords: super::draw_passwords(PEOPLE.iter().map(|(login, ..)| *login)),
            today: Date::of_timestamp(now_ms()),
            moments: BTreeMap::new(),
        };
        state.keep(path)?;
        Ok(state)
    }

    fn keep(&self, path: &Path) -> Result<()> {
        Ok(std::fs::write(path, serde_json::to_string_pretty(self)?)?)
    }
}

/// What was made.
#[derive(Debug, Default)]
pub(super) struct Made {
    accounts: Vec<Account>,
    ids: BTreeMap<String, u64>,
    links: BTreeMap<String, String>,
    meat_code: String,
    meat_scan_url: String,
    certificate_url: String,
}

impl Made {
    fn remember(&mut self, name: &str, id: u64) {
        self.ids.insert(name.into(), id);
    }

    fn merge(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.links.extend(other.links);
    }

    /// Adds it to what a visitor is told.
    pub(super) fn add_to(self, demo: &mut Demo) {
        demo.accounts.extend(self.accounts);
        demo.ids.extend(self.ids);
        demo.more.extend(self.links);
        demo.meat_code = self.meat_code;
        demo.meat_scan_url = self.meat_scan_url;
        demo.certificate_url = self.certificate_url;
    }
}

/// Loads the demonstration of livestock, or what is still missing of it.
struct Herding<'a> {
    base: &'a str,
    steps: Arc<Steps>,
    file: PathBuf,
    state: Mutex<State>,
    progress: &'a (dyn Fn(&str) + Sync),
    organisations: BTreeMap<String, u64>,
}

/// Loads everything; its state file lies beside `state_file`.
pub(super) async fn load(
    governance: &Client,
    steps: &Arc<Steps>,
    state_file: &Path,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Made> {
    let file = state_file.with_file_name("demo-livestock-state.json");
    let mut herding = Herding {
        base: governance.base(),
        steps: Arc::clone(steps),
        state: Mutex::new(State::load_or_draw(&file)?),
        file,
        progress,
        organisations: BTreeMap::new(),
    };
    herding.people(governance).await?;
    let (mut made, steer) = tokio::try_join!(herding.pigs(), herding.steer())?;
    made.merge(steer);
    for (name, id) in &herding.organisations {
        made.remember(name, *id);
    }
    made.accounts = PEOPLE
        .iter()
        .map(|(login, role, ..)| Account {
            role: (*role).into(),
            login: (*login).into(),
            password: herding.password(login),
        })
        .collect();
    Ok(made)
}

impl Herding<'_> {
    fn say(&self, text: &str) {
        (self.progress)(text);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn password(&self, login: &str) -> String {
        self.state()
            .passwords
            .get(login)
            .cloned()
            .unwrap_or_default()
    }

    async fn log_in(&self, login: &str) -> Result<Client> {
        let client = Client::log_in(self.base, login, &self.password(login)).await?;
        Ok(client.keeping(Arc::clone(&self.steps)))
    }

    fn organisation(&self, name: &str) -> Result<u64> {
        let id = self.organisations.get(name).copied();
        id.with_context(|| format!("nobody is called {name}"))
    }

    /// The local day so many days before the loading began.
    fn day(&self, days_ago: u32) -> String {
        let today = self.state().today;
        Date(today.0.saturating_sub(days_ago)).to_string()
    }

    /// The time of an event, a little after it is asked for the first time.
    fn moment(&self, name: &str, after_ms: u64) -> Result<u64> {
        let mut state = self.state();
        if let Some(known) = state.moments.get(name) {
            return Ok(*known);
        }
        let at_ms = now_ms() + after_ms;
        state.moments.insert(name.into(), at_ms);
        state.keep(&self.file)?;
        Ok(at_ms)
    }

    /// The day so many days after the loading began.
    fn day_after(&self, days: u32) -> String {
        Date(self.state().today.0.saturating_add(days)).to_string()
    }

    /// Makes a call unless an earlier run already did.
    async fn act(&self, client: &Client, key: &str, call: &str, items: Value) -> Result<Answer> {
        once(
            client,
            &format!("livestock-{key}"),
            &words::path(call),
            items,
        )
        .await
    }

    async fn people(&mut self, governance: &Client) -> Result<()> {
        self.say("荣昌与高青的单位和账号 (organisations and accounts of Rongchang and Gaoqing)");
        let organisations: Vec<Value> = ORGANISATIONS
            .iter()
            .map(|(_, kind, seat, credit_code, name)| legal(kind, seat, credit_code, name))
            .collect();
        let path = "/api/v1/organisations";
        let made = once(
            governance,
            "livestock-organisations",
            path,
            json!(organisations),
        )
        .await?;
        let ids = made.ids("organisation");
        anyhow::ensure!(ids.len() == ORGANISATIONS.len(), "made {ids:?}");
        self.organisations = ORGANISATIONS
            .iter()
            .zip(ids)
            .map(|((name, ..), id)| ((*name).into(), id))
            .collect();
        let mut accounts = Vec::new();
        for (login, role, organisation, division) in PEOPLE {
            accounts.push(json!({
                "login": login, "password": self.password(login),
                "organisation": self.organisation(organisation)?,
                "roles": [{"role": role, "division": division}],
            }));
        }
        let path = "/api/v1/accounts";
        once(governance, "livestock-accounts", path, json!(accounts)).await?;
        Ok(())
    }

    /// A county's policy pack, drugs, immunity plan and vehicles; returns its brand.
    async fn county(
        &self,
        bureau: &Client,
        county: &str,
        vehicles: Value,
        brand: Value,
    ) -> Result<u64> {
        let effective = self.day(0);
        let pack: Vec<Value> = PACK
            .iter()
            .map(|(key, value)| {
                json!({"division": county, "key": key, "value": value, "effective": effective})
            })
            .collect();
        let drug = |species: &str, milk_days: Option<u16>| {
            // A made-up approval number, with the withdrawal of DOMAIN.md 3.4.
            json!({
                "division": county, "approval": "兽药字990101002", "species": species,
                "route": "injection", "name": "土霉素注射液", "withdrawal_days": 28,
                "milk_days": milk_days, "egg_days": null, "prescription": true, "banned": false,
            })
        };
        let rule = |species: &str, disease: &str| {
            json!({
                "division": county, "species": species, "disease": disease, "compulsory": true,
                "from_age_days": 28, "valid_days": 180,
            })
        };
        let plan = json!([
            rule("pig", "foot_and_mouth"),
            rule("pig", "classical_swine_fever"),
            rule("cattle", "foot_and_mouth"),
        ]);
        let drugs = json!([
            drug("pig", None),
            drug("cattle", Some(7)),
            drug("sheep_goat", Some(7))
        ]);
        let (_, _, _, _, made) = tokio::try_join!(
            self.act(bureau, "policies", "policies", json!(pack)),
            self.act(bureau, "drugs", "set_drugs", drugs),
            self.act(bureau, "plan", "set_immunity_rules", plan),
            self.act(bureau, "vehicles", "file_vehicles", vehicles),
            self.act(bureau, "brand", "brands", json!([brand])),
        )?;
        made.id("brand")
    }

    /// Tags from the province into the county's stock and from there to farms.
    async fn tags(&self, cdc: &Client, received: words::Tags, farms: Value) -> Result<()> {
        let range = json!([received.range()]);
        self.act(cdc, "tags", "receive_tags", range).await?;
        self.act(cdc, "tags-handed-out", "hand_out_tags", farms)
            .await?;
        Ok(())
    }

    /// Quotas, codes and print runs of slaughterhouses: for each the number of a batch.
    async fn codes(
        &self,
        brand: u64,
        owner: &Client,
        bureau: &Client,
        houses: &[(&str, &Client, u32)],
    ) -> Result<Vec<u64>> {
        let (season, _, _) = self.state().today.to_ymd();
        let mut grants = Vec::new();
        for (house, ..) in houses {
            grants.push(json!({
                "brand": brand, "organisation": self.organisation(house)?, "season": season,
                "approved_yield": 10_000_000, "grade_rate": 10_000, "unit_net": 500,
            }));
        }
        self.act(owner, "quotas", "quotas", json!(grants)).await?;
        let mut approvals = Vec::new();
        for (house, ..) in houses {
            let organisation = self.organisation(house)?;
            let query =
                format!("/api/v1/quotas?brand={brand}&organisation={organisation}&season={season}");
            let granted = &bureau.get(&query).await?.body["items"][0];
            approvals.push(json!({
                "brand": brand, "organisation": organisation, "season": season,
                "codes": granted["codes"], "unit_net": granted["unit_net"],
            }));
        }
        self.act(bureau, "quotas", "quotas/approvals", json!(approvals))
            .await?;
        let batches = houses.iter().map(|(_, house, count)| async move {
            let asked = json!([{
                "brand": brand, "season": season, "kind": "meat", "count": count,
                "unit_net": 500,
            }]);
            let batch = self.act(house, "codes", "batches", asked).await?;
            let batch = batch.id("batch")?;
            let all = json!([{"batch": batch, "from": 0, "to": count - 1}]);
            self.act(house, "prints", "prints", all).await?;
            anyhow::Ok(batch)
        });
        futures::future::try_join_all(batches).await
    }

    /// One code of a batch.
    async fn code(&self, house: &Client, batch: u64, index: u32) -> Result<String> {
        let path = format!("/api/v1/batches/{batch}/codes?from={index}&limit=1");
        let answer = house.get(&path).await?;
        let code = answer.body["items"][0]["code"].as_str().map(str::to_owned);
        code.with_context(|| format!("no code {index} of batch {batch}: {}", answer.body))
    }
}

/// A brand to be registered.
fn brand(owner: u64, name: &str, product: &str, county: &str) -> Value {
    json!({"owner": owner, "name": name, "product": product, "area": [county], "grades": []})
}

/// A binding of codes to a package.
fn activation(batch: u64, from: u32, to: u32, meat: u64) -> Value {
    json!({"range": {"batch": batch, "from": from, "to": to}, "meat": meat})
}
