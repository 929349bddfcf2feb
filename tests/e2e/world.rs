//! The stack the tests share: started once, with the demonstration loaded.

use anyhow::{Context, Result};
use county_primitives::Date;
use system_tests::{
    client::Client,
    demo::{self, Demo},
    stack::Stack,
};
use tokio::sync::OnceCell;

/// Stack and demonstration.
pub(crate) struct World {
    pub(crate) stack: Stack,
    pub(crate) demo: Demo,
}

static WORLD: OnceCell<World> = OnceCell::const_new();

/// The shared stack. The first test to ask starts it; it ends with the test program.
pub(crate) async fn world() -> &'static World {
    WORLD
        .get_or_init(|| async { World::start().await.expect("the stack starts") })
        .await
}

impl World {
    async fn start() -> Result<Self> {
        let stack = Stack::start_without_rate_limit().await?;
        let state = stack.folder.path().join("demo-state.json");
        let demo = demo::load(
            stack.service.base(),
            &stack.governance_password,
            &state,
            &|_| {},
        )
        .await
        .with_context(|| stack.service.log().unwrap_or_default())?;
        Ok(Self { stack, demo })
    }

    /// Somebody of the demonstration, logged in.
    pub(crate) async fn log_in(&self, login: &str) -> Client {
        self.demo
            .log_in(self.stack.service.base(), login)
            .await
            .expect("a login of the demo")
    }

    /// Somebody who is not logged in.
    pub(crate) fn anonymous(&self) -> Client {
        Client::anonymous(self.stack.service.base()).expect("a client")
    }

    /// A number of the demonstration.
    pub(crate) fn id(&self, name: &str) -> u64 {
        self.demo.id(name).expect("made by the demonstration")
    }
}

/// A day so many days ago, as text.
pub(crate) fn days_ago(days: u32) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    let today = Date::of_timestamp(u64::try_from(now.as_millis()).expect("this millennium"));
    Date(today.0 - days).to_string()
}
