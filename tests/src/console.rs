//! Somebody at the console with a phone: forms are filled in and sent in a real browser, as their users do.

use anyhow::{bail, ensure, Context, Result};
use serde_json::json;

use crate::browser::Browser;

/// Where the ledger has answered, or the page has: a ticket that waits no longer, or a list of mistakes.
const ANSWERED: &str =
    "document.readyState === 'complete' && (!!document.getElementById('errors') || \
     (location.pathname.startsWith('/console/tickets/') && !document.querySelector('.waiting')))";

/// Finds the field of a form, whatever it is, and answers it; says why if it cannot.
const ANSWER: &str = "((name, value) => {
    const radios = [...document.getElementsByName(name)].filter((field) => field.type === 'radio');
    if (radios.length > 0) {
        const radio = radios.find((field) => field.value === value)
            ?? radios.find((field) => field.closest('label').innerText.includes(value));
        if (!radio) return 'no answer ' + value;
        radio.click();
        return '';
    }
    const ticks = [...document.querySelectorAll('fieldset#' + CSS.escape(name) + ' input[type=checkbox]')];
    if (ticks.length > 0) {
        const tick = ticks.find((field) => field.value === value);
        if (!tick) return 'no answer ' + value;
        if (!tick.checked) tick.click();
        return '';
    }
    const field = document.getElementById(name);
    if (!field) return 'no such field';
    if (field.type === 'checkbox') {
        if (!field.checked) field.click();
        return '';
    }
    if (field.tagName === 'SELECT') {
        const option = [...field.options].find(
            (option) => option.value === value || (option.value !== '' && option.text.includes(value)));
        if (!option) return 'no option ' + value + ' in ' + [...field.options].map((o) => o.text).join(' | ');
        value = option.value;
    }
    field.value = value;
    for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
    return '';
})";

/// A phone on which somebody is logged in.
#[derive(Debug)]
pub struct Console {
    browser: Browser,
    base: String,
}

impl Console {
    /// Logs in on a phone.
    pub fn log_in(base: &str, login: &str, password: &str) -> Result<Self> {
        let mut browser = Browser::phone()?;
        browser.log_in(base, login, password)?;
        Ok(Self {
            browser,
            base: base.to_owned(),
        })
    }

    /// Opens a page, which must not scroll sideways.
    pub fn open(&mut self, path: &str) -> Result<()> {
        self.browser.open(&format!("{}{path}", self.base))?;
        let wide = "document.documentElement.scrollWidth > innerWidth";
        let wide = self.browser.evaluate(wide)?;
        ensure!(wide == json!(false), "{path} scrolls sideways");
        Ok(())
    }

    /// What the page says.
    pub fn text(&mut self) -> Result<String> {
        let text = self.browser.evaluate("document.body.innerText")?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Answers a field of the open form: by the value of an answer, or by what an option says.
    pub fn answer(&mut self, field: &str, value: &str) -> Result<()> {
        let script = format!("{ANSWER}({}, {})", json!(field), json!(value));
        let told = self.browser.evaluate(&script)?;
        match told.as_str() {
            Some("") => Ok(()),
            told => bail!("{field}: {} on {}", told.unwrap_or("?"), self.text()?),
        }
    }

    /// Sends the open form and waits for the answer; what the page complains about, if it does.
    pub fn submit(&mut self) -> Result<Option<String>> {
        // The list of mistakes of an earlier attempt is no answer to this one.
        self.browser
            .evaluate("document.getElementById('errors')?.remove()")?;
        self.browser.submit()?;
        self.browser.until(ANSWERED)?;
        let mistakes = self
            .browser
            .evaluate("document.getElementById('errors')?.innerText ?? null")?;
        if let Some(mistakes) = mistakes.as_str() {
            return Ok(Some(mistakes.to_owned()));
        }
        let refused = "!!document.querySelector('h1 .tag.bad')";
        if self.browser.evaluate(refused)? == json!(true) {
            return self.text().map(Some);
        }
        Ok(None)
    }

    /// Opens a form, answers it, sends it, and waits until the ledger has it.
    pub fn record(&mut self, path: &str, answers: &[(&str, &str)]) -> Result<()> {
        self.fill_in(path, answers)?;
        match self.submit()? {
            None => Ok(()),
            Some(why) => bail!("{path}: {why}"),
        }
    }

    /// The same of a form that must be refused; what the page says.
    pub fn refused(&mut self, path: &str, answers: &[(&str, &str)]) -> Result<String> {
        self.fill_in(path, answers)?;
        let why = self.submit()?;
        why.with_context(|| format!("{path} was not refused"))
    }

    fn fill_in(&mut self, path: &str, answers: &[(&str, &str)]) -> Result<()> {
        self.open(path)?;
        for (field, value) in answers {
            self.answer(field, value).with_context(|| path.to_owned())?;
        }
        Ok(())
    }
}
