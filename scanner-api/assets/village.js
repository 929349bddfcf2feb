// Enhancements only: every page works without them.
'use strict';
(() => {
  // A photo of a receipt is made small enough for a bad network before it is sent.
  const SIDE = 1600;
  const ENOUGH = 600000;
  const shrink = async (file) => {
    if (!file.type.startsWith('image/') || file.size <= ENOUGH || !window.createImageBitmap) return file;
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.[^.]*$/, '') + '.jpg', { type: 'image/jpeg' });
  };
  for (const input of document.querySelectorAll('input[data-shrink]')) {
    input.addEventListener('change', async () => {
      const button = input.form.querySelector('button:not([type]):not([name])');
      button.disabled = true;
      try {
        const small = new DataTransfer();
        for (const file of input.files) small.items.add(await shrink(file));
        input.files = small.files;
      } catch {
        // The picture goes as it is.
      } finally {
        button.disabled = false;
      }
    });
  }

  // What was typed stays on the phone until the ledger has it: a broken connection loses nothing.
  for (const form of document.querySelectorAll('form[data-keep]')) {
    const key = 'village ' + form.dataset.keep;
    const fields = () => [...form.elements].filter((field) =>
      field.name && !['file', 'hidden', 'submit'].includes(field.type));
    const read = () => {
      try {
        return JSON.parse(sessionStorage.getItem(key) || 'null');
      } catch {
        return null;
      }
    };
    const kept = read();
    const isFresh = !document.getElementById('errors');
    if (kept && isFresh) {
      for (const field of fields()) {
        if (!(field.name in kept)) continue;
        if (field.type === 'radio' || field.type === 'checkbox') {
          field.checked = [].concat(kept[field.name]).includes(field.value);
        } else {
          field.value = kept[field.name];
        }
      }
    }
    const keep = () => {
      const now = {};
      for (const field of fields()) {
        if (field.type === 'checkbox' || field.type === 'radio') {
          if (field.checked) now[field.name] = [].concat(now[field.name] || [], field.value);
        } else {
          now[field.name] = field.value;
        }
      }
      try {
        sessionStorage.setItem(key, JSON.stringify(now));
      } catch {
        // Without storage the browser's own memory has to do.
      }
    };
    form.addEventListener('input', keep);
    form.addEventListener('change', keep);
  }
  // Debits and credits add up while they are typed.
  const voucher = document.getElementById('voucher-lines');
  if (voucher) {
    const fen = (text) => {
      const plain = text.replace(/[，,\s¥￥元]/g, '').replace(/[０-９．－]/g, (sign) =>
        String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
      if (plain === '') return 0n;
      const match = /^(-?)(\d*)(?:\.(\d{0,2})0*)?$/.exec(plain);
      if (!match) return null;
      const value = BigInt(match[2] || '0') * 100n + BigInt((match[3] || '').padEnd(2, '0'));
      return match[1] ? -value : value;
    };
    const yuan = (value) => {
      const all = value < 0n ? -value : value;
      const whole = (all / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
      return (value < 0n ? '-' : '') + whole + '.' + (all % 100n).toString().padStart(2, '0');
    };
    const sum = (side) => {
      let total = 0n;
      for (const input of voucher.querySelectorAll('[data-side="' + side + '"]')) {
        const value = fen(input.value);
        if (value === null) return null;
        total += value;
      }
      return total;
    };
    const shown = document.getElementById('voucher-sums');
    const show = () => {
      const debit = sum('debit');
      const credit = sum('credit');
      const isKnown = debit !== null && credit !== null;
      const isEven = isKnown && debit === credit && debit !== 0n;
      shown.hidden = false;
      shown.className = 'sums ' + (isEven ? 'good' : 'bad');
      shown.textContent = !isKnown ? shown.dataset.odd
        : (isEven ? shown.dataset.even : shown.dataset.uneven)
          .replace('…', yuan(debit)).replace('…', yuan(credit))
          .replace('…', yuan(debit > credit ? debit - credit : credit - debit));
    };
    voucher.addEventListener('input', show);
    show();
  }

  // All of a list at once.
  for (const all of document.querySelectorAll('[data-all]')) {
    all.hidden = false;
    all.addEventListener('click', () => {
      const boxes = [...document.querySelectorAll('input[type=checkbox][name="' + all.dataset.all + '"]')];
      const on = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = on;
    });
  }
})();
