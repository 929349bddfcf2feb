//! Somebody at the console with a phone: forms are filled in and sent in a real browser, as their users do.

use std::path::Path;

use anyhow::{bail, ensure, Context, Result};
use serde_json::json;

use crate::browser::Browser;

/// Where the ledger has answered, or the page has: a ticket that waits no longer, or a list of mistakes.
const ANSWERED: &str =
    "document.readyState === 'complete' && (!!document.getElementById('errors') || \
     (location.pathname.startsWith('/console/tickets/') && !document.querySelector('.waiting')))";

/// Where a form may be sent: no picture is being made smaller any more.
const READY: &str = "document.readyState === 'complete' && \
     !document.querySelector('form.form button:not([type]):not([name])')?.disabled";

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
        const options = [...field.options];
        const option = options.find((option) => option.value === value)
            ?? options.find((option) => option.value !== '' && option.text.includes(value));
        if (!option) return 'no option ' + value + ' in ' + options.map((o) => o.text).join(' | ');
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

    /// Hands the phone to somebody else, who logs in on it.
    pub fn hand_to(&mut self, login: &str, password: &str) -> Result<()> {
        self.browser.log_in(&self.base, login, password)
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

    /// Chooses a file for a field.
    pub fn attach(&mut self, field: &str, file: &Path) -> Result<()> {
        self.browser
            .choose_file(field, &std::fs::canonicalize(file)?)
    }

    /// Sends the open form and waits for the answer; what the page complains about, if it does.
    pub fn submit(&mut self) -> Result<Option<String>> {
        self.browser.until(READY)?;
        // The list of mistakes of an earlier attempt is no answer to this one.
        let is_there = "document.getElementById('errors')?.remove(); \
                        !!document.querySelector('form.form')";
        if self.browser.evaluate(is_there)? != json!(true) {
            bail!("there is no form: {}", self.text()?);
        }
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
        self.record_with(path, answers, &[])
    }

    /// The same with files.
    pub fn record_with(
        &mut self,
        path: &str,
        answers: &[(&str, &str)],
        files: &[(&str, &Path)],
    ) -> Result<()> {
        self.fill_in(path, answers, files)?;
        match self.submit().with_context(|| path.to_owned())? {
            None => Ok(()),
            Some(why) => bail!("{path}: {why}"),
        }
    }

    /// The same of a form that must be refused; what the page says.
    pub fn refused(&mut self, path: &str, answers: &[(&str, &str)]) -> Result<String> {
        self.refused_with(path, answers, &[])
    }

    /// The same with files.
    pub fn refused_with(
        &mut self,
        path: &str,
        answers: &[(&str, &str)],
        files: &[(&str, &Path)],
    ) -> Result<String> {
        self.fill_in(path, answers, files)?;
        let why = self.submit().with_context(|| path.to_owned())?;
        why.with_context(|| format!("{path} was not refused"))
    }

    fn fill_in(
        &mut self,
        path: &str,
        answers: &[(&str, &str)],
        files: &[(&str, &Path)],
    ) -> Result<()> {
        self.open(path)?;
        for (field, value) in answers {
            self.answer(field, value).with_context(|| path.to_owned())?;
        }
        for (field, file) in files {
            self.attach(field, file).with_context(|| path.to_owned())?;
        }
        Ok(())
    }

    /// The numbers of the pages below this path that the open page links to, each once, in its order.
    pub fn linked(&mut self, below: &str) -> Result<Vec<u64>> {
        let script = format!(
            "[...new Set([...document.querySelectorAll('main a')]
                .map((link) => link.getAttribute('href') ?? '')
                .filter((href) => href.startsWith({below}))
                .map((href) => href.slice({below}.length))
                .filter((rest) => /^[0-9]+$/.test(rest)).map(Number))]",
            below = json!(below)
        );
        let found = self.browser.evaluate(&script)?;
        serde_json::from_value(found).context("numbers")
    }

    /// The first of them: on the page of a ticket, what was made.
    pub fn made(&mut self, below: &str) -> Result<u64> {
        let made = self.linked(below)?;
        let shown = self.text()?;
        made.first()
            .copied()
            .with_context(|| format!("no link to {below}: {shown}"))
    }

    /// Where the entry of the open page leads that says this.
    pub fn link_to(&mut self, words: &str) -> Result<String> {
        let script = format!(
            "[...document.querySelectorAll('main a')]
                .find((link) => link.textContent.includes({}))?.getAttribute('href') ?? null",
            json!(words)
        );
        let href = self.browser.evaluate(&script)?;
        let shown = self.text()?;
        let href = href.as_str();
        href.map(str::to_owned)
            .with_context(|| format!("no link to {words}: {shown}"))
    }

    /// The browser itself.
    pub fn browser(&mut self) -> &mut Browser {
        &mut self.browser
    }
}
