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

  const source = new EventSource(live.dataset.stream);
  source.addEventListener('open', tell);
  source.addEventListener('error', () => say('off'));
  source.addEventListener('line', (event) => {
    if (isPaused) {
      paused.push(event.data);
      if (paused.length > kept) paused.shift();
    } else {
      show(event.data);
    }
    tell();
  });
  addEventListener('pagehide', () => source.close());
})();
