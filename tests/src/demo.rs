//! The demonstration 隰县玉露香梨: real villages of Xi county (141031), three growers and a packing
//! house, two seasons, loaded through the public API as real extrinsics. Beside it, at the same
//! time, pigs in Rongchang, a steer in Gaoqing, and the money of two villages of Liaozhong.
//!
//! Loading may be interrupted: what is random is drawn once and kept in a state file, and the answers
//! of the steps that are done are kept beside it, so that the next run goes on behind them. Every
//! write carries an idempotency key for the step that was under way.

mod livestock;
mod seasons;
mod village;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use anyhow::{Context, Result};
use rand::{distributions::Alphanumeric, Rng};
use reqwest::{header, Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

use crate::{
    client::{Answer, Client},
    livestock::now_ms,
    steps::Steps,
};

/// Where the interface description is.
const OPENAPI: &str = "/api/v1/openapi.json";
const COUNTY: &str = "141031000000";
const HUANGTU: &str = "141031102000";
const YANGTOUSHENG: &str = "141031200000";
const BEIZHUANG: &str = "141031100203";
/// 古县村, 上庄村 and 阳头升村.
const VILLAGES: [&str; 3] = ["141031102202", "141031102210", "141031200200"];
const PEAR: &str = "010301";

/// Everybody who has a login, with the roles shown in the table of accounts.
const PEOPLE: [(&str, &str); 15] = [
    ("bureau-li", "cty_agri"),
    ("bureau-wang", "cty_agri"),
    ("inspector-zhao", "inspector"),
    ("inspector-qian", "inspector"),
    ("huangtu-clerk", "town"),
    ("yangtousheng-clerk", "town"),
    ("huangtu-quicktest", "lab.quick"),
    ("packer-an", "packer"),
    ("brand-chen", "brand"),
    ("lab-he", "lab.cma"),
    ("lab-lu", "lab.cma"),
    ("grower-guxian", "producer"),
    ("grower-shangzhuang", "producer"),
    ("grower-yangtousheng", "producer"),
    ("packer-bo", "packer"),
];

/// What is random, drawn once.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    passwords: BTreeMap<String, String>,
    household: String,
    /// The year of the last harvest shown.
    season: u16,
}

impl State {
    fn load_or_draw(path: &Path) -> Result<Self> {
        if let Ok(text) = std::fs::read_to_string(path) {
            return serde_json::from_str(&text)
                .with_context(|| format!("{} is damaged; remove it", path.display()));
        }
        let state = Self {
            passwords: draw_passwords(PEOPLE.iter().map(|(login, _)| *login)),
            household: hex::encode(rand::random::<[u8; 16]>()),
            season: seasons::last_season(),
        };
        std::fs::write(path, serde_json::to_string_pretty(&state)?)?;
        Ok(state)
    }
}

/// A random password for each login.
fn draw_passwords<'a>(logins: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let password = || {
        rand::thread_rng()
            .sample_iter(Alphanumeric)
            .take(16)
            .map(char::from)
            .collect()
    };
    logins.map(|login| (login.into(), password())).collect()
}

/// A login of the demonstration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// The role id.
    pub role: String,
    /// The login name.
    pub login: String,
    /// The password.
    pub password: String,
}

/// What the demonstration leaves behind; written to `demo.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Demo {
    /// The page a consumer sees.
    pub scan_url: String,
    /// A code on a pear.
    pub code: String,
    /// The page a consumer of pork sees.
    #[serde(default)]
    pub meat_scan_url: String,
    /// A code on a box of pork.
    #[serde(default)]
    pub meat_code: String,
    /// The quarantine certificate the pigs travelled on.
    #[serde(default)]
    pub certificate_url: String,
    /// Its label.
    pub label_svg: String,
    /// Its label.
    pub label_png: String,
    /// The interface description.
    pub openapi: String,
    /// Who can log in.
    pub accounts: Vec<Account>,
    /// Further things worth opening, by name.
    pub more: BTreeMap<String, String>,
    /// Numbers of what was made, by name.
    pub ids: BTreeMap<String, u64>,
}

impl Demo {
    /// Password of one of the demonstration's people.
    pub fn password(&self, login: &str) -> Result<&str> {
        self.accounts
            .iter()
            .find(|account| account.login == login)
            .map(|account| account.password.as_str())
            .with_context(|| format!("the demonstration has no {login}"))
    }

    /// One of the demonstration's people, logged in.
    pub async fn log_in(&self, base: &str, login: &str) -> Result<Client> {
        Client::log_in(base, login, self.password(login)?).await
    }

    /// Lets every address point to where the service is now. Returns whether any did not.
    pub fn move_to(&mut self, base: &str) -> bool {
        let base = base.trim_end_matches('/');
        let Some(old) = self.openapi.strip_suffix(OPENAPI).map(str::to_owned) else {
            return false;
        };
        if old == base {
            return false;
        }
        let addresses = [
            &mut self.scan_url,
            &mut self.meat_scan_url,
            &mut self.certificate_url,
            &mut self.label_svg,
            &mut self.label_png,
            &mut self.openapi,
        ];
        for address in addresses.into_iter().chain(self.more.values_mut()) {
            let path = address.strip_prefix(&old);
            if let Some(path) = path.filter(|path| path.is_empty() || path.starts_with('/')) {
                *address = format!("{base}{path}");
            }
        }
        true
    }

    /// Number of something the demonstration made.
    pub fn id(&self, name: &str) -> Result<u64> {
        self.ids
            .get(name)
            .copied()
            .with_context(|| format!("the demonstration made no {name}"))
    }
}

/// Loads the demonstration, or what is still missing of it.
pub struct Loader<'a> {
    base: &'a str,
    state: State,
    steps: Arc<Steps>,
    progress: &'a (dyn Fn(&str) + Sync),
    ids: BTreeMap<String, u64>,
}

/// Loads the demonstration into a service and returns what it made.
pub async fn load(
    base: &str,
    governance_password: &str,
    state_file: &Path,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Demo> {
    let base = base.trim_end_matches('/');
    let steps = Arc::new(Steps::open(&state_file.with_file_name("demo-steps.jsonl"))?);
    let governance = Client::log_in(base, "governance", governance_password)
        .await?
        .keeping(Arc::clone(&steps));
    let (mut demo, animals, villages) = tokio::try_join!(
        load_pears(
            &governance,
            governance_password,
            &steps,
            state_file,
            progress
        ),
        livestock::load(&governance, &steps, state_file, progress),
        village::load(&governance, &steps, state_file, progress),
    )?;
    animals.add_to(&mut demo);
    villages.add_to(&mut demo);
    Ok(demo)
}

async fn load_pears(
    governance: &Client,
    governance_password: &str,
    steps: &Arc<Steps>,
    state_file: &Path,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Demo> {
    let mut loader = Loader {
        base: governance.base(),
        state: State::load_or_draw(state_file)?,
        steps: Arc::clone(steps),
        progress,
        ids: BTreeMap::new(),
    };
    loader.authorities(governance).await?;
    loader.organisations().await?;
    loader.catalogues().await?;
    loader.growers().await?;
    let cycles = loader.seasons().await?;
    let lots = loader.harvest(&cycles).await?;
    loader.grading(&lots).await?;
    let batch = loader.codes().await?;
    loader.summary(governance_password, batch).await
}

impl Loader<'_> {
    fn say(&self, text: &str) {
        (self.progress)(text);
    }

    fn password(&self, login: &str) -> String {
        self.state.passwords.get(login).cloned().unwrap_or_default()
    }

    async fn log_in(&self, login: &str) -> Result<Client> {
        let client = Client::log_in(self.base, login, &self.password(login)).await?;
        Ok(client.keeping(Arc::clone(&self.steps)))
    }

    fn remember(&mut self, name: &str, id: u64) {
        self.ids.insert(name.into(), id);
    }

    fn recall(&self, name: &str) -> Result<u64> {
        self.ids
            .get(name)
            .copied()
            .with_context(|| format!("nothing is called {name}"))
    }

    fn account(&self, login: &str, organisation: u64, role: &str, division: &str) -> Value {
        json!({
            "login": login,
            "password": self.password(login),
            "organisation": organisation,
            "roles": [{"role": role, "division": division}],
        })
    }

    async fn authorities(&mut self, governance: &Client) -> Result<()> {
        self.say("县局与纪检 (county bureau and inspection)");
        let made = once(
            governance,
            "authorities",
            "/api/v1/organisations",
            json!([
                legal(
                    "state_organ",
                    COUNTY,
                    "11141031MB0A10013D",
                    "隰县农业农村局"
                ),
                legal("state_organ", COUNTY, "11141031MB0A100218", "隰县纪委监委"),
            ]),
        )
        .await?;
        let [bureau, inspection] = ids(&made, "organisation")?;
        self.remember("bureau", bureau);
        self.remember("inspection", inspection);
        once(
            governance,
            "officers",
            "/api/v1/accounts",
            json!([
                self.account("bureau-li", bureau, "cty_agri", COUNTY),
                self.account("bureau-wang", bureau, "cty_agri", COUNTY),
                self.account("inspector-zhao", inspection, "inspector", COUNTY),
                self.account("inspector-qian", inspection, "inspector", COUNTY),
            ]),
        )
        .await?;
        Ok(())
    }

    async fn organisations(&mut self) -> Result<()> {
        self.say(
            "乡镇、选果厂、协会、检测机构 (townships, packing house, association, laboratory)",
        );
        let (li, wang) = (
            self.log_in("bureau-li").await?,
            self.log_in("bureau-wang").await?,
        );
        let made = once(
            &li,
            "organisations",
            "/api/v1/organisations",
            json!([
                legal(
                    "state_organ",
                    HUANGTU,
                    "11141031MB0A1003X0",
                    "黄土镇人民政府"
                ),
                legal(
                    "state_organ",
                    YANGTOUSHENG,
                    "11141031MB0A100480",
                    "阳头升乡人民政府"
                ),
                legal(
                    "company",
                    BEIZHUANG,
                    "91141031MA0GX001XU",
                    "隰县玉露香选果包装有限公司"
                ),
                legal(
                    "institution",
                    COUNTY,
                    "12141031MB1C20012A",
                    "隰县果业发展中心"
                ),
                legal(
                    "institution",
                    COUNTY,
                    "12141031MB1C200205",
                    "隰县农产品质量检测中心"
                ),
            ]),
        )
        .await?;
        let [huangtu, yangtousheng, packing, brand, laboratory] = ids(&made, "organisation")?;
        for (name, id) in [
            ("huangtu", huangtu),
            ("yangtousheng", yangtousheng),
            ("packing", packing),
            ("brand_owner", brand),
            ("laboratory", laboratory),
        ] {
            self.remember(name, id);
        }
        let all = json!([huangtu, yangtousheng, packing, brand, laboratory]);
        once(&wang, "approvals", "/api/v1/organisations/approvals", all).await?;
        self.staff(&li).await
    }

    async fn staff(&self, li: &Client) -> Result<()> {
        let [huangtu, yangtousheng, packing, brand, laboratory] = [
            self.recall("huangtu")?,
            self.recall("yangtousheng")?,
            self.recall("packing")?,
            self.recall("brand_owner")?,
            self.recall("laboratory")?,
        ];
        once(
            li,
            "staff",
            "/api/v1/accounts",
            json!([
                self.account("huangtu-clerk", huangtu, "town", HUANGTU),
                self.account("yangtousheng-clerk", yangtousheng, "town", YANGTOUSHENG),
                self.account("huangtu-quicktest", huangtu, "lab.quick", COUNTY),
                self.account("packer-an", packing, "packer", COUNTY),
                self.account("packer-bo", packing, "packer", COUNTY),
                self.account("brand-chen", brand, "brand", COUNTY),
                self.account("lab-he", laboratory, "lab.cma", COUNTY),
                self.account("lab-lu", laboratory, "lab.cma", COUNTY),
            ]),
        )
        .await?;
        Ok(())
    }

    async fn catalogues(&mut self) -> Result<()> {
        self.say(
            "政策包、农药标签、产量上限、品牌 (policy pack, pesticide labels, yield cap, brand)",
        );
        let li = self.log_in("bureau-li").await?;
        // Paper records of two seasons are entered after the fact; the county allows that here.
        let pack = json!([{
            "division": COUNTY, "key": "late_after_hours", "value": 26_280,
            "effective": format!("{}-01-01", self.state.season.saturating_sub(1)),
        }]);
        let cap = json!([{
            "division": COUNTY, "product": PEAR, "per_mu": 2_500_000, "seasons_per_year": 1,
        }]);
        let brand = json!([{
            "owner": self.recall("brand_owner")?, "name": "隰县玉露香梨", "product": PEAR,
            "area": [COUNTY], "grades": ["特级", "一级"],
        }]);
        let (_, _, _, made) = tokio::try_join!(
            once(&li, "policies", "/api/v1/policies", pack),
            once(&li, "caps", "/api/v1/yield-caps", cap),
            once(
                &li,
                "labels",
                "/api/v1/input-labels",
                seasons::pesticide_labels(COUNTY)
            ),
            once(&li, "brand", "/api/v1/brands", brand),
        )?;
        self.remember("brand", made.id("brand")?);
        Ok(())
    }

    async fn growers(&mut self) -> Result<()> {
        self.say("三家种植户 (three growers)");
        let huangtu = self.log_in("huangtu-clerk").await?;
        let yangtousheng = self.log_in("yangtousheng-clerk").await?;
        let [guxian, shangzhuang, yang] = VILLAGES;
        let household = json!({
            "kind": "household", "division": guxian,
            "identity": {"person": {"pseudonym": self.state.household}},
        });
        let cooperative = legal(
            "cooperative",
            shangzhuang,
            "93141031MA0HC0016D",
            "隰县上庄梨果专业合作社",
        );
        let farm = legal(
            "family_farm",
            yang,
            "92141031MA0KF0015R",
            "隰县阳头升梨园家庭农场",
        );
        let (two, one) = tokio::try_join!(
            once(
                &huangtu,
                "growers",
                "/api/v1/organisations",
                json!([household, cooperative])
            ),
            once(
                &yangtousheng,
                "growers",
                "/api/v1/organisations",
                json!([farm])
            ),
        )?;
        let [first, second] = ids(&two, "organisation")?;
        let third = one.id("organisation")?;
        let growers = [first, second, third];
        let wang = self.log_in("bureau-wang").await?;
        once(
            &wang,
            "growers",
            "/api/v1/organisations/approvals",
            json!(growers),
        )
        .await?;
        let near = json!([
            self.account("grower-guxian", first, "producer", guxian),
            self.account("grower-shangzhuang", second, "producer", shangzhuang),
        ]);
        let far = json!([self.account("grower-yangtousheng", third, "producer", yang)]);
        tokio::try_join!(
            once(&huangtu, "grower-accounts", "/api/v1/accounts", near),
            once(&yangtousheng, "grower-accounts", "/api/v1/accounts", far),
        )?;
        for (name, id) in ["guxian", "shangzhuang", "yang"].into_iter().zip(growers) {
            self.remember(name, id);
        }
        Ok(())
    }

    async fn codes(&mut self) -> Result<u64> {
        self.say("配额、1000 个码、印刷、激活 (quota, 1,000 codes, printing, activation)");
        let brand = self.recall("brand")?;
        let season = self.state.season;
        let packing = self.recall("packing")?;
        let (chen, li, an) = (
            self.log_in("brand-chen").await?,
            self.log_in("bureau-li").await?,
            self.log_in("packer-an").await?,
        );
        let quota = json!([{
            "brand": brand, "organisation": packing, "season": season,
            "approved_yield": 8_000_000, "grade_rate": 6_250, "unit_net": 250,
        }]);
        once(&chen, "quota", "/api/v1/quotas", quota).await?;
        let granted =
            format!("/api/v1/quotas?brand={brand}&organisation={packing}&season={season}");
        let granted = &li.get(&granted).await?.body["items"][0];
        let approval = json!([{
            "brand": brand, "organisation": packing, "season": season,
            "codes": granted["codes"], "unit_net": granted["unit_net"],
        }]);
        once(&li, "quota", "/api/v1/quotas/approvals", approval).await?;
        let asked = json!([{
            "brand": brand, "season": season, "kind": "item", "count": 1_000, "unit_net": 250,
        }]);
        let batch = once(&an, "batch", "/api/v1/batches", asked)
            .await?
            .id("batch")?;
        self.remember("batch", batch);
        let range = |from: u32, to: u32| json!({"batch": batch, "from": from, "to": to});
        once(&an, "print", "/api/v1/prints", json!([range(0, 999)])).await?;
        once(&an, "spoil", "/api/v1/spoils", json!([range(970, 999)])).await?;
        let lot = self.recall("lot_special")?;
        let bind = json!([{"range": range(0, 969), "lot": lot}]);
        once(&an, "activate", "/api/v1/activations", bind).await?;
        let void =
            json!([{"range": range(968, 969), "reason": "贴标脱落，已收回 (labels came off)"}]);
        once(&an, "void", "/api/v1/voids", void).await?;
        Ok(batch)
    }

    async fn summary(self, governance_password: &str, batch: u64) -> Result<Demo> {
        let base = self.base;
        let an = self.log_in("packer-an").await?;
        let code_at = |index: u32| {
            let an = an.clone();
            async move {
                let path = format!("/api/v1/batches/{batch}/codes?from={index}&limit=1");
                let answer = an.get(&path).await?;
                let code = answer.body["items"][0]["code"].as_str().map(str::to_owned);
                code.with_context(|| format!("no code {index} of batch {batch}: {}", answer.body))
            }
        };
        let (code, spoiled, void) = (code_at(0).await?, code_at(970).await?, code_at(968).await?);
        let mut accounts: Vec<Account> = PEOPLE
            .iter()
            .map(|(login, role)| Account {
                role: (*role).into(),
                login: (*login).into(),
                password: self.password(login),
            })
            .collect();
        accounts.push(Account {
            role: "governance".into(),
            login: "governance".into(),
            password: governance_password.into(),
        });
        Ok(Demo {
            scan_url: format!("{base}/{code}"),
            label_svg: format!("{base}/api/v1/labels/{code}.svg"),
            label_png: format!("{base}/api/v1/labels/{code}.png"),
            openapi: format!("{base}{OPENAPI}"),
            code,
            meat_scan_url: String::new(),
            meat_code: String::new(),
            certificate_url: String::new(),
            accounts,
            more: BTreeMap::from([
                ("console".into(), format!("{base}/console")),
                ("spoiled_code".into(), format!("{base}/{spoiled}")),
                ("void_code".into(), format!("{base}/{void}")),
                ("api_documentation".into(), format!("{base}/api/v1/docs")),
            ]),
            ids: self.ids,
        })
    }
}

fn legal(kind: &str, division: &str, credit_code: &str, name: &str) -> Value {
    json!({
        "kind": kind, "division": division,
        "identity": {"legal": {"credit_code": credit_code, "name": name}},
    })
}

fn ids<const N: usize>(answer: &Answer, kind: &str) -> Result<[u64; N]> {
    answer
        .ids(kind)
        .try_into()
        .map_err(|found| anyhow::anyhow!("expected {N} of {kind}, found {found:?}"))
}

/// Writes unless an earlier run already did; either way the answer of the one write.
async fn once(client: &Client, key: &str, path: &str, items: Value) -> Result<Answer> {
    once_as(client, key, path, json!({ "items": items })).await
}

/// The same with a body that is no list of items.
async fn once_as(client: &Client, key: &str, path: &str, body: Value) -> Result<Answer> {
    let Some(steps) = client.steps() else {
        return taken(send_once(client, key, path, &body).await?, key, path);
    };
    let step = format!("{} POST {path} {key}", client.login());
    if let Some(body) = steps.begin(&step, now_ms())? {
        return Ok(Answer {
            status: StatusCode::OK,
            body,
        });
    }
    let answer = send_once(client, key, path, &body).await?;
    if answer.status == StatusCode::OK {
        steps.answered(&step, &answer.body)?;
    } else if REFUSALS.contains(&answer.status) {
        steps.refused(&step)?;
    }
    taken(answer, key, path)
}

/// What was refused left nothing behind. After anything else nobody knows.
const REFUSALS: [StatusCode; 4] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::UNPROCESSABLE_ENTITY,
];

fn taken(answer: Answer, key: &str, path: &str) -> Result<Answer> {
    anyhow::ensure!(
        answer.status == StatusCode::OK,
        "POST {path} ({key}) was refused: {} {}",
        answer.status,
        answer.body
    );
    Ok(answer)
}

async fn send_once(client: &Client, key: &str, path: &str, body: &Value) -> Result<Answer> {
    let response = client
        .http()
        .request(Method::POST, format!("{}{path}", client.base()))
        .header(header::ACCEPT, "application/json")
        .header("X-CSRF-Token", client.csrf())
        .header("Idempotency-Key", format!("demonstration-{key}"))
        .json(body)
        .send()
        .await?;
    let status = response.status();
    let body: Value = response.json().await?;
    Ok(Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo(base: &str) -> Demo {
        Demo {
            scan_url: format!("{base}/1CODE"),
            code: "1CODE".into(),
            meat_scan_url: String::new(),
            meat_code: String::new(),
            certificate_url: format!("{base}/c/1"),
            label_svg: format!("{base}/api/v1/labels/1CODE.svg"),
            label_png: format!("{base}/api/v1/labels/1CODE.png"),
            openapi: format!("{base}{OPENAPI}"),
            accounts: Vec::new(),
            more: BTreeMap::from([
                ("console".into(), format!("{base}/console")),
                ("neighbour".into(), format!("{base}0/console")),
            ]),
            ids: BTreeMap::new(),
        }
    }

    #[test]
    fn addresses_move_with_the_service() {
        let mut moved = demo("http://127.0.0.1:8080");
        assert!(!moved.move_to("http://127.0.0.1:8080/"));
        assert_eq!(moved.scan_url, "http://127.0.0.1:8080/1CODE");
        assert!(moved.move_to("https://county.example/"));
        let there = demo("https://county.example");
        assert_eq!(moved.scan_url, there.scan_url);
        assert_eq!(moved.certificate_url, there.certificate_url);
        assert_eq!(moved.label_svg, there.label_svg);
        assert_eq!(moved.label_png, there.label_png);
        assert_eq!(moved.openapi, there.openapi);
        assert_eq!(moved.more["console"], there.more["console"]);
        // Another host that only begins alike is left alone, and so is what is empty.
        assert_eq!(moved.more["neighbour"], "http://127.0.0.1:80800/console");
        assert_eq!(moved.meat_scan_url, "");
        assert!(!moved.move_to("https://county.example"));
    }
}
