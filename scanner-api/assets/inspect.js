// The stream: lines come in as they are finalized. Without this the page is a list that asks again by itself.
'use strict';
(() => {
  const live = document.getElementById('live');
  const lines = document.getElementById('lines');
  if (!live || !lines || !window.EventSource) return;
  const said = live.querySelector('span');
  const pause = document.getElementById('pause');
  const none = document.getElementById('none');
  const kept = 200;
  const paused = [];
  let isPaused = false;
  const goOn = pause.dataset.go;
  const stop = pause.textContent;

  const say = (state) => {
    live.className = 'live ' + state;
    said.textContent = live.dataset[state];
  };
  const show = (text) => {
    const holder = document.createElement('tbody');
    holder.innerHTML = text;
    const line = holder.firstElementChild;
    if (!line) return;
    // A line that was there already moves up: each stands here once.
    const known = document.getElementById(line.id);
    if (known) known.remove();
    line.classList.add('fresh');
    lines.prepend(line);
    if (none) none.hidden = true;
    while (lines.children.length > kept) lines.lastElementChild.remove();
  };
  const tell = () => {
    if (!isPaused) return say('on');
    say('paused');
    if (paused.length) said.textContent += ' · ' + live.dataset.fresh.replace('…', paused.length);
  };

  document.getElementById('again').hidden = true;
  pause.hidden = false;
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? goOn : stop;
    if (!isPaused) paused.splice(0).forEach(show);
    tell();
  });

  const address = new URL(live.dataset.stream, location.href);
  const soon = 5000;
  const late = 60000;
  let source;
  let wait = soon;
  const connect = () => {
    source = new EventSource(address);
    source.addEventListener('open', () => {
      wait = soon;
      tell();
    });
    source.addEventListener('error', () => {
      say('off');
      // A browser connects again by itself, unless it was turned away, as by a server that starts again.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(connect, wait);
      wait = Math.min(2 * wait, late);
    });
    source.addEventListener('line', (event) => {
      // From here on, whoever connects.
      address.searchParams.set('after', event.lastEventId);
      if (isPaused) {
        paused.push(event.data);
        if (paused.length > kept) paused.shift();
      } else {
        show(event.data);
      }
      tell();
    });
  };
  connect();
  addEventListener('pagehide', () => source.close());
  // A page that comes back out of the browser's memory goes on where it stopped.
  addEventListener('pageshow', (event) => {
    if (event.persisted) connect();
  });
})();
