// Ear tags are read with the camera, from a file, or by a reader that types. Every form works without.
'use strict';
(() => {
  const words = document.getElementById('reader')?.dataset;
  if (!words) return;
  const listed = (document.getElementById('load')?.dataset.tags ?? '').split(' ').filter(Boolean);
  const MOST = 500;

  // The same rules as on the server, which decides: tags, ranges, and what is neither.
  const read = (text) => {
    const tags = new Set();
    const odd = [];
    for (const line of text.split('\n')) {
      const rest = line.replace(
        /(^|\D)([123]\d{14})(?:\s*(?:-|–|—|－|~|～|至|到|\.\.)\s*(\d{1,15}))?(?!\d)/g,
        (_, lead, from, to) => {
          const last = to ? Number(from.slice(0, 15 - to.length) + to) : Number(from);
          for (let tag = Number(from); tag <= last && tags.size <= MOST; tag += 1) tags.add(String(tag));
          return `${lead} `;
        },
      );
      odd.push(...(rest.match(/\d{10,}/g) ?? []));
    }
    return { tags, odd };
  };

  const few = (tags) => tags.slice(0, 3).join('、') + (tags.length > 3 ? ' …' : '');
  const say = (text, number, tags) =>
    text.replace('#', number).replace('…', tags ? few(tags) : '');

  const tell = (field, status) => {
    const { tags, odd } = read(field.value);
    status.hidden = tags.size === 0 && odd.length === 0;
    status.className = 'reader-status';
    const parts = [];
    if (field.dataset.tags === 'tags' && listed.length > 0) {
      const left = listed.filter((tag) => !tags.has(tag));
      const extra = [...tags].filter((tag) => !listed.includes(tag));
      parts.push(say(words.of, listed.length - left.length).replace('##', listed.length));
      if (left.length > 0) parts.push(say(words.left, left.length, left));
      if (extra.length > 0) parts.push(say(words.extra, extra.length, extra));
      if (left.length === 0 && extra.length === 0) parts.push(words.all);
      status.classList.toggle('good', left.length === 0 && extra.length === 0);
      status.classList.toggle('bad', extra.length > 0);
    } else {
      parts.push(say(words.read, tags.size));
    }
    if (odd.length > 0) {
      parts.push(say(words.odd, odd.length, odd));
      status.classList.add('bad');
    }
    status.textContent = parts.join(' · ');
  };

  const add = (field, text) => {
    const end = field.value.trimEnd();
    field.value = end ? `${end}\n${text}` : text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };

  const button = (label) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'button second small';
    made.textContent = label;
    return made;
  };

  // The browser's own reader of codes, or ours where it has none: it is fetched with the first camera.
  const reader = async () => {
    try {
      const known = await BarcodeDetector.getSupportedFormats();
      if (known.includes('qr_code')) return new BarcodeDetector();
    } catch {
      // There is none.
    }
    if (!('readQr' in window)) {
      await new Promise((done, fail) => {
        const script = document.createElement('script');
        script.src = words.decoder;
        script.addEventListener('load', done);
        script.addEventListener('error', fail);
        document.head.append(script);
      });
    }
    const canvas = document.createElement('canvas');
    const paper = canvas.getContext('2d', { willReadFrequently: true });
    // The square in the middle, as large as is read ten times a second on a simple phone.
    const detect = async (video) => {
      const side = Math.min(video.videoWidth, video.videoHeight);
      if (side === 0) return [];
      const width = Math.min(side, 640);
      canvas.width = width;
      canvas.height = width;
      const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
      paper.drawImage(video, left, top, side, side, 0, 0, width, width);
      const said = window.readQr(paper.getImageData(0, 0, width, width).data, width, width);
      return said ? [{ rawValue: said }] : [];
    };
    return { detect };
  };

  // The camera stays open until it is stopped, so that one animal after the other is read.
  const camera = (field, tools) => {
    let detector = null;
    const video = document.createElement('video');
    video.className = 'reader-video';
    video.playsInline = true;
    video.muted = true;
    video.hidden = true;
    const toggle = button(words.camera);
    let stream = null;
    const stop = () => {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      video.hidden = true;
      toggle.textContent = words.camera;
    };
    const look = async () => {
      if (!stream) return;
      try {
        for (const code of await detector.detect(video)) {
          const tag = code.rawValue.match(/(?:^|\D)([123]\d{14})(?!\d)/)?.[1];
          if (tag && !read(field.value).tags.has(tag)) {
            add(field, tag);
            navigator.vibrate?.(60);
            video.classList.add('hit');
            setTimeout(() => video.classList.remove('hit'), 200);
          }
        }
      } catch {
        // A frame that is not there yet is looked at again.
      }
      setTimeout(look, 120);
    };
    toggle.addEventListener('click', async () => {
      if (stream) {
        stop();
        return;
      }
      try {
        detector ??= await reader();
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
        });
      } catch {
        toggle.textContent = words.refused;
        return;
      }
      video.srcObject = stream;
      video.hidden = false;
      toggle.textContent = words.stop;
      await video.play();
      look();
    });
    addEventListener('pagehide', stop);
    tools.append(toggle);
    field.before(video);
  };

  const file = (field, tools) => {
    const choose = button(words.file);
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.csv,.txt,text/csv,text/plain';
    input.hidden = true;
    choose.addEventListener('click', () => input.click());
    input.addEventListener('change', async () => {
      if (input.files[0]) add(field, await input.files[0].text());
      input.value = '';
    });
    tools.append(choose, input);
  };

  for (const field of document.querySelectorAll('textarea[data-tags]')) {
    const tools = document.createElement('div');
    tools.className = 'reader-tools';
    const status = document.createElement('p');
    status.setAttribute('role', 'status');
    if (navigator.mediaDevices) camera(field, tools);
    file(field, tools);
    field.before(tools);
    field.after(status);
    field.addEventListener('input', () => tell(field, status));
    tell(field, status);
  }
})();
