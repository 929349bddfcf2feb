// Enhancements only: every page works without them.
'use strict';
(() => {
  const errors = document.getElementById('errors');
  if (errors) errors.focus();

  // The first day of harvest that the chosen product and day allow.
  const shown = document.getElementById('harvest-from');
  const day = document.getElementById('date');
  const show = () => {
    const chosen = document.querySelector('[data-interval]:checked');
    const from = new Date(day.value + 'T00:00:00Z');
    shown.hidden = !chosen || Number.isNaN(from.getTime());
    if (shown.hidden) return;
    from.setUTCDate(from.getUTCDate() + Number(chosen.dataset.interval));
    const style = { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' };
    const text = from.toLocaleDateString(document.documentElement.lang, style);
    shown.textContent = shown.dataset.text.replace('…', text);
  };
  if (shown && day && document.querySelector('[data-interval]')) {
    document.addEventListener('change', show);
    show();
  }

  // The ledger needs a few seconds: say so, and do not send twice.
  for (const form of document.querySelectorAll('form[data-waits]')) {
    form.addEventListener('submit', (event) => {
      // A button with a name asks for something else, such as more lines.
      if (event.submitter && event.submitter.name) return;
      const button = form.querySelector('button:not([type]):not([name])');
      if (button.disabled) {
        event.preventDefault();
        return;
      }
      button.disabled = true;
      button.classList.add('busy');
      button.setAttribute('aria-live', 'polite');
      button.textContent = form.dataset.waits;
    });
  }
  // The ledger has it: what a form kept on this phone is let go.
  if (location.pathname.startsWith('/console/tickets/')) {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith('village ')) sessionStorage.removeItem(key);
    }
  }
  // A page that comes back from the browser's memory must not stay disabled.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
})();
