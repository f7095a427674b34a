'use strict';
(async () => {
  const $ = id => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const bytes = Uint8Array.from(atob($('details').textContent), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const data = await new Response(stream).json();

  const make = (tag, text = '', props = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    Object.assign(element, props);
    return element;
  };

  // ---- pages and addresses: #graph, #step=7, #pass=3 -------------------------------------------------------------------

  const tabs = all('nav button');
  function show(page) {
    tabs.forEach(t => {
      const on = t.dataset.page === page;
      t.setAttribute('aria-selected', on);
      t.tabIndex = on ? 0 : -1;
      $(t.dataset.page).classList.toggle('shown', on);
    });
  }
  function follow() {
    const [key, value] = location.hash.slice(1).split('=');
    if (key === 'step') {
      show('graph');
      select(+value);
    } else if (key === 'pass') {
      show('passes');
      pass(+value);
    } else {
      show($(key) && $(key).matches('section') ? key : 'overview');
      if (key === 'passes') pass(+slider.value);
      if (key === 'graph' && !moved) start();
    }
  }
  const go = hash => { location.hash = hash; };
  tabs.forEach((t, i) => {
    t.onclick = () => go(t.dataset.page);
    t.onkeydown = e => {
      const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
      if (by) {
        const next = tabs[(i + by + tabs.length) % tabs.length];
        next.focus();
        next.click();
      }
    };
  });
  window.onhashchange = follow;

  const theme = () => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const now = document.documentElement.dataset.theme || (dark ? 'dark' : 'light');
    document.documentElement.dataset.theme = now === 'dark' ? 'light' : 'dark';
  };
  $('theme').onclick = theme;

  // ---- pan and zoom ----------------------------------------------------------------------------------------------------

  function viewer(canvas, changed = () => {}) {
    let x = 0, y = 0, scale = 1;
    const svg = () => canvas.querySelector(':scope > svg:not([hidden])');
    const place = () => {
      const s = svg();
      if (s) s.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    };
    const zoom = (by, cx = canvas.clientWidth / 2, cy = canvas.clientHeight / 2) => {
      const next = Math.min(4, Math.max(0.03, scale * by));
      x = cx - (cx - x) * next / scale;
      y = cy - (cy - y) * next / scale;
      scale = next;
      place();
      changed();
    };
    const size = () => [svg().width.baseVal.value, svg().height.baseVal.value];
    const fit = () => {
      const [w, h] = size();
      scale = Math.min(1.4, (canvas.clientWidth - 20) / w, (canvas.clientHeight - 110) / h);
      x = (canvas.clientWidth - w * scale) / 2;
      y = 54 + Math.max(0, (canvas.clientHeight - 110 - h * scale) / 2);
      place();
    };
    // as large as can be read, with what is topmost in the middle
    const top = () => {
      const [w] = size(), wide = canvas.clientWidth;
      scale = Math.min(1, Math.max(0.75, (wide - 20) / w));
      const places = all('.pill, .node, .op', svg()).map(g => ({at: g.transform.baseVal[0].matrix, box: g}));
      const first = places.reduce((a, b) => b.at.f < a.at.f ? b : a, places[0]);
      const middle = first && w * scale > wide ? first.at.e + first.box.getBBox().width / 2 : w / 2;
      x = Math.min(10, Math.max(wide - 10 - w * scale, wide / 2 - middle * scale));
      if (w * scale <= wide) x = (wide - w * scale) / 2;
      y = 56;
      place();
    };
    const reveal = g => {
      const box = g.getBoundingClientRect(), around = canvas.getBoundingClientRect();
      if (box.left < around.left + 20 || box.right > around.right - 20 || box.top < around.top + 60
          || box.bottom > around.bottom - 50) {
        x += around.left + around.width / 2 - box.left - box.width / 2;
        y += around.top + around.height / 2 - box.top - box.height / 2;
        place();
      }
    };
    let drag = null;
    canvas.addEventListener('pointerdown', e => {
      if (e.button === 0 && !e.target.closest('.tools, .legend')) {
        drag = {x: e.clientX - x, y: e.clientY - y, moved: false, id: e.pointerId};
      }
    });
    canvas.addEventListener('pointermove', e => {
      if (!drag) return;
      const dx = e.clientX - drag.x - x, dy = e.clientY - drag.y - y;
      if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
      if (!drag.moved) canvas.setPointerCapture(drag.id);
      drag.moved = true;
      canvas.classList.add('dragging');
      x += dx;
      y += dy;
      place();
      changed();
    });
    const end = () => {
      canvas.classList.remove('dragging');
      drag = null;
    };
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
    canvas.addEventListener('wheel', e => {
      e.preventDefault();
      const box = canvas.getBoundingClientRect();
      if (e.ctrlKey || e.metaKey || !e.deltaX && Math.abs(e.deltaY) >= 40) {
        zoom(Math.exp(-e.deltaY / (e.ctrlKey ? 90 : 500)), e.clientX - box.left, e.clientY - box.top);
      } else {
        x -= e.deltaX;
        y -= e.deltaY;
        place();
        changed();
      }
    }, {passive: false});
    canvas.addEventListener('keydown', e => {
      if (e.target !== canvas && !e.target.closest('svg')) return;
      const pan = {ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60]}[e.key];
      if (e.key === '+' || e.key === '=') zoom(1.25);
      else if (e.key === '-') zoom(0.8);
      else if (e.key === '0') fit();
      else if (e.key === 'Home') top();
      else if (pan && e.target === canvas) {
        x += pan[0];
        y += pan[1];
        place();
      } else return;
      e.preventDefault();
      changed();
    });
    return {zoom, fit, top, reveal, place};
  }

  // ---- the graph -------------------------------------------------------------------------------------------------------

  const canvas = $('canvas'), panel = $('panel');
  let moved = false, selected = -1, level = 'computed';
  const view = viewer(canvas, () => { moved = true; });
  const nodeOf = n => all(`[data-step="${n}"]`, canvas).find(g => !g.closest('svg').hasAttribute('hidden'));
  const start = () => {
    view.top();
    if (selected < 0) hint();
  };
  const choices = all('.choice button');
  const choose = name => {
    all('#canvas > svg').forEach(svg => svg.toggleAttribute('hidden', svg.id !== name));
    choices.forEach(b => b.setAttribute('aria-pressed', b.dataset.graph === name));
    moved = false;
    start();
    const chosen = selected >= 0 && nodeOf(selected);
    if (chosen) view.reveal(chosen);
  };
  choices.forEach(b => {
    b.disabled = !$(b.dataset.graph);
    if (b.disabled) b.title = 'too many ops for one drawing: choose a kernel to see its own';
    b.onclick = () => choose(b.dataset.graph);
  });
  $('zoom-in').onclick = () => view.zoom(1.25);
  $('zoom-out').onclick = () => view.zoom(0.8);
  $('fit').onclick = view.fit;
  $('top').onclick = view.top;

  function hint() {
    panel.replaceChildren(make('h2', `${data.steps.length} steps`));
    const p = make('p', '', {className: 'empty'});
    p.innerHTML = 'Choose a step to see what it computes, why its neighbours are kernels of their own, and its code at'
      + ' every level. <kbd>/</kbd> searches, <kbd>Tab</kbd> goes from step to step, arrows follow the edges,'
      + ' <kbd>+</kbd> <kbd>-</kbd> zoom, <kbd>0</kbd> shows all, <kbd>t</kbd> is light or dark.';
    const slowest = data.steps.map((s, n) => ({...s, n})).filter(s => s.nanos).sort((a, b) => b.nanos - a.nanos);
    panel.append(p, make('h3', 'Slowest'));
    slowest.slice(0, 15).forEach(s => {
      const line = make('div', '', {className: 'neighbour'});
      line.append(make('button', `${s.title} #${s.n}`, {type: 'button', onclick: () => go('step=' + s.n)}),
        ' ', make('small', s.time + ', ' + s.layers));
      panel.append(line);
    });
  }

  function select(n) {
    selected = n;
    all('.selected, .near', canvas).forEach(g => g.classList.remove('selected', 'near'));
    const step = data.steps[n];
    if (!step) return;
    if (!moved) start();
    all(`[data-from="s${n}"], [data-to="s${n}"]`, canvas).forEach(edge => {
      edge.classList.add('near');
      for (const end of [edge.dataset.from, edge.dataset.to]) {
        if (end && end !== 's' + n) all('[data-step="' + end.slice(1) + '"]', canvas).forEach(g => g.classList.add('near'));
      }
    });
    const node = nodeOf(n);
    if (node) {
      all(`g[data-step="${n}"]`, canvas).forEach(g => g.classList.add('selected'));
      view.reveal(node);
    }
    describe(n, step);
  }

  function describe(n, step) {
    panel.scrollTop = 0;
    panel.replaceChildren(make('h2', step.title));
    const kind = make('div', '', {className: 'kindline'});
    kind.append(make('i', '', {className: 'swatch ' + step.kind}), `step ${n}, ${step.kindWords}`);
    const layers = make('ul', '', {className: 'layerlist'});
    step.layers.split(' + ').forEach(l => layers.append(make('li', l)));
    panel.append(kind, layers);
    if (step.rows) {
      const table = make('table', '', {className: 'facts'});
      step.rows.filter(r => r[1]).forEach(r => {
        const row = make('tr');
        r.forEach(cell => row.append(make('td', cell)));
        table.append(row);
      });
      panel.append(table);
    }
    neighbours('Reads', data.edges.filter(e => e.to === n), e => e.from, 'an input');
    neighbours('Is read by', data.edges.filter(e => e.from === n), e => e.to, 'an output');
    if (step.svg) {
      const ops = make('div', '', {className: 'ops'});
      ops.innerHTML = step.svg;
      panel.append(make('h3', 'What became this kernel'), ops);
    }
    if (step.values.length) panel.append(make('h3', 'In the optimized function'), make('pre', step.values.join('\n'), {className: 'code'}));
    if (step.kernel) code(step.kernel);
  }

  function neighbours(title, edges, other, none) {
    if (!edges.length) return;
    panel.append(make('h3', title));
    for (const [why, same] of Map.groupBy(edges, e => e.why || '')) {
      const item = make('div', '', {className: 'neighbour'});
      for (const e of same) {
        const n = other(e), line = make('div');
        if (n < 0) line.append(make('span', none));
        else line.append(make('button', `${data.steps[n].title} #${n}`, {type: 'button', onclick: () => go('step=' + n)}));
        line.append(' ', make('small', e.buffers.join(', ') + (e.bytes ? ', ' + e.bytes : '')));
        item.append(line);
      }
      if (why) item.append(make('p', 'Not one kernel: ' + why));
      panel.append(item);
    }
  }

  function code(name) {
    const kernel = data.kernels[name], bar = make('div', '', {className: 'levels'}), text = make('pre', '', {className: 'code'});
    bar.setAttribute('role', 'tablist');
    const names = {computed: 'Computed', schedule: 'Schedule', loops: 'Loops', flat: 'Flat', code: 'Code'};
    const open = which => {
      level = which;
      text.textContent = kernel[which];
      all('button', bar).forEach(b => b.setAttribute('aria-selected', b.dataset.level === which));
    };
    for (const [key, label] of Object.entries(names)) {
      if (!kernel[key]) continue;
      const button = make('button', label, {type: 'button', onclick: () => open(key)});
      button.dataset.level = key;
      button.setAttribute('role', 'tab');
      bar.append(button);
    }
    panel.append(make('h3', 'Kernel ' + name), bar, text);
    open(kernel[level] ? level : 'computed');
  }

  document.addEventListener('click', e => {
    const target = e.target.closest('[data-step]');
    if (target) go('step=' + target.dataset.step);
  });
  document.addEventListener('keydown', e => {
    const target = e.target.closest && e.target.closest('[data-step]');
    if (target && (e.key === 'Enter' || e.key === ' ')) {
      e.preventDefault();
      go('step=' + target.dataset.step);
    } else if (target && target.closest('#canvas') && /^Arrow(Up|Down|Left|Right)$/.test(e.key)) {
      const n = +target.dataset.step, back = e.key === 'ArrowUp' || e.key === 'ArrowLeft';
      const next = data.edges.map(d => back ? d.to === n && d.from : d.from === n && d.to).find(m => m !== false && m >= 0);
      if (next !== undefined) {
        e.preventDefault();
        go('step=' + next);
        nodeOf(next)?.focus();
      }
    } else if (e.target.tagName !== 'INPUT') {
      if (e.key === '/') {
        e.preventDefault();
        go('graph');
        setTimeout(() => $('search').focus());
      } else if (e.key === 't') theme();
    }
  });

  const search = $('search');
  let hits = [], hit = -1;
  search.oninput = () => {
    const wanted = search.value.trim().toLowerCase();
    const matches = s => [s.title, s.layers, s.kindWords, ...s.values].some(t => t.toLowerCase().includes(wanted));
    hits = wanted ? data.steps.flatMap((s, n) => matches(s) ? [n] : []) : [];
    hit = -1;
    all('#canvas > svg').forEach(svg => svg.classList.toggle('filtered', !!wanted));
    all('#canvas .node').forEach(g => g.classList.toggle('found', hits.includes(+g.dataset.step)));
    $('found').textContent = wanted ? `${hits.length} found` : '';
  };
  search.onkeydown = e => {
    if (e.key === 'Enter' && hits.length) {
      hit = (hit + (e.shiftKey ? hits.length - 1 : 1)) % hits.length;
      go('step=' + hits[hit]);
      $('found').textContent = `${hit + 1} of ${hits.length}`;
    } else if (e.key === 'Escape') {
      search.value = '';
      search.oninput();
      canvas.focus();
    }
  };

  // ---- the table -------------------------------------------------------------------------------------------------------

  const heads = all('#launches th');
  heads.forEach((head, column) => {
    head.firstChild.onclick = () => {
      const down = head.getAttribute('aria-sort') !== 'descending';
      heads.forEach(h => h.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const rows = all('#launches tbody tr').sort((a, b) => {
        const x = key(a), y = key(b);
        return head.className ? x - y : x.localeCompare(y);
      });
      $('launches').tBodies[0].append(...(down ? rows.reverse() : rows));
    };
  });

  // ---- passes ----------------------------------------------------------------------------------------------------------

  const slider = $('pass'), passgraph = $('passgraph'), diff = $('diff');
  const passview = viewer(passgraph);
  slider.max = data.passes.length - 1;
  data.passes.forEach((p, i) => {
    $('ticks').append(make('button', p.name, {type: 'button', className: p.changed ? '' : 'idle', onclick: () => go('pass=' + i)}));
  });
  slider.oninput = () => go('pass=' + slider.value);
  let drawn = -1;

  function pass(wanted) {
    const n = Math.min(Math.max(0, wanted || 0), data.passes.length - 1), p = data.passes[n];
    slider.value = n;
    all('button', $('ticks')).forEach((b, i) => b.classList.toggle('on', i === n));
    const head = $('passhead');
    head.replaceChildren(make('b', p.name), make('span', p.why));
    if (n) {
      head.append(make('span', `${p.ms} ms`), make('span', p.changed ? `${p.before} → ${p.after} values` : 'changed nothing'));
      if (p.rounding) head.append(make('span', 'may change last bits'));
    } else head.append(make('span', `${p.after} values`));
    const counted = Object.entries(p.hits || {});
    if (counted.length) {
      const list = make('span', '', {className: 'hits'});
      counted.sort((a, b) => b[1] - a[1]).forEach(([rule, times]) => list.append(make('span', `${rule} × ${times}`, {className: 'hit'})));
      head.append(list);
    }
    let shown = n;
    while (!data.passes[shown].changed) shown--;
    const stage = data.passes[shown];
    diff.replaceChildren(...stage.lines.filter(l => shown === n || l[0] !== '-').map(l => {
      const mark = shown === n ? {'+': 'new', '-': 'gone'}[l[0]] || '' : '';
      const line = make('div', l.slice(1), {className: mark});
      const name = /^ {2}(%[^ ]+) =/.exec(l.slice(1));
      if (name && l[0] !== '-') line.dataset.name = name[1];
      return line;
    }));
    const first = diff.querySelector('.new, .gone');
    diff.scrollTop = first ? Math.max(0, first.offsetTop - diff.offsetTop - 90) : 0;
    if (drawn !== n) {
      passgraph.innerHTML = stage.svg;
      if (shown !== n) all('.new', passgraph).forEach(g => g.classList.remove('new'));
      drawn = n;
      passview.top();
      const fresh = passgraph.querySelector('.new');
      if (fresh) passview.reveal(fresh);
    }
  }
  const mark = (names, from) => {
    all('.selected', passgraph).concat(all('.selected', diff)).forEach(e => e.classList.remove('selected'));
    all('.op', passgraph).forEach(g => {
      if (g.dataset.names.split(' ').some(x => names.includes(x))) {
        g.classList.add('selected');
        if (from === 'text') passview.reveal(g);
      }
    });
    const lines = all('div', diff).filter(l => names.includes(l.dataset.name));
    lines.forEach(l => l.classList.add('selected'));
    if (from === 'graph' && lines[0]) lines[0].scrollIntoView({block: 'center'});
  };
  passgraph.addEventListener('click', e => {
    const op = e.target.closest('.op');
    if (op) mark(op.dataset.names.split(' '), 'graph');
  });
  diff.addEventListener('click', e => {
    const line = e.target.closest('[data-name]');
    if (line) mark([line.dataset.name], 'text');
  });

  follow();
  document.body.dataset.ready = 'true';
})();
