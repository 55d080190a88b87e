// The designs of a study as points: pick one with the pointer, the keys or its number, and read it.
"use strict";

window.study = (async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.getElementById("points");
  const find = (name) => root.querySelector(`[data-is="${name}"]`);
  const canvas = find("canvas");
  const STATES = ["done", "failed", "pending"];
  const MARGIN = { left: 70, right: 14, top: 12, bottom: 64 };
  const NEAR = 24; // px from a point that still picks it
  const MOST_TICKS = 12; // words along an axis

  async function unpacked(text, Kind) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Kind(await new Response(stream).arrayBuffer());
  }

  async function unpackedColumn(column) {
    return column.words
      ? { ...column, values: Float32Array.from(await unpacked(column.codes, Uint32Array), (c) => c || NaN) }
      : { ...column, values: await unpacked(column.numbers, Float32Array) };
  }

  const columns = await Promise.all(data.columns.map(unpackedColumn));
  const cases = await unpacked(data.cases, Uint32Array);
  const states = await unpacked(data.states, Uint8Array);
  const reasons = await unpacked(data.reasons.codes, Uint32Array);
  const front = new Set(data.front);
  const indexOf = new Map(Array.from(cases, (number, i) => [number, i]));
  const state = { x: data.x, y: data.y, colour: -1, picked: -1, failed: true };
  let places = [];

  const written = (value) => String(Number(value.toPrecision(6))).replace("-", "−");

  function told(column, i) {
    if (Number.isNaN(column.values[i])) return column.words ? "as designed" : "–";
    return column.words ? column.words[column.values[i]] : written(column.values[i]);
  }

  // A column as an axis: its ends, a share 0 … 1 of the way for a value, and its ticks.
  function axisOf(column) {
    const shown = column.values.filter((v) => !Number.isNaN(v)).map((v) => v * column.factor);
    let low = shown.reduce((a, b) => Math.min(a, b), Infinity);
    let high = shown.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!Number.isFinite(low)) [low, high] = [0, 1];
    const along = column.log ? Math.log : (v) => v;
    const room = 0.04 * (along(high) - along(low)) || 0.5;
    const [from, to] = [along(low) - room, along(high) + room];
    return {
      low, high,
      share: (v) => (along(v * column.factor) - from) / (to - from),
      ticks: column.words ? words(column) : (column.log ? decades(low, high) : round(low, high)).map((v) => [v / column.factor, written(v)]),
    };
  }

  const words = (column) => column.words.map((word, i) => [i, word.length > 16 ? `${word.slice(0, 15)}…` : word]).slice(1, MOST_TICKS + 1);

  function round(low, high) {
    const rough = (high - low) / 6 || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
    const ticks = [];
    for (let n = Math.ceil(low / step); n <= Math.floor(high / step + 1e-9); n++) ticks.push(Number((n * step).toPrecision(12)));
    return ticks;
  }

  function decades(low, high) {
    const ticks = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
      for (const m of [1, 2, 5]) ticks.push(Number((m * 10 ** e).toPrecision(6)));
    }
    return ticks.filter((t) => t >= low * 0.999 && t <= high * 1.001);
  }

  // Where a case stands, in px; one without the value that goes up stands on the lower edge.
  function placesOf(x, y, width, height) {
    const [across, up] = [axisOf(columns[x]), axisOf(columns[y])];
    const inner = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
    return Array.from(cases, (_, i) => {
      const [a, b] = [across.share(columns[x].values[i]), up.share(columns[y].values[i])];
      if (Number.isNaN(a) || (Number.isNaN(b) && !state.failed)) return null;
      return [MARGIN.left + a * inner[0], MARGIN.top + (Number.isNaN(b) ? 1 : 1 - b) * inner[1]];
    });
  }

  function paint() {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const sharp = window.devicePixelRatio || 1;
    [canvas.width, canvas.height] = [width * sharp, height * sharp];
    const pen = canvas.getContext("2d");
    const style = colours();
    pen.scale(sharp, sharp);
    pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    frame(pen, width, height, style);
    places = placesOf(state.x, state.y, width, height);
    const shade = shadeOf(style("--less"));
    for (const best of [false, true]) { // the front on top
      places.forEach((place, i) => place && front.has(cases[i]) === best && mark(pen, place, i, shade, style));
    }
    if (places[state.picked]) ring(pen, places[state.picked], width, height, style);
  }

  function colours() {
    const [all, seen] = [getComputedStyle(root), {}];
    return (name) => (seen[name] ??= all.getPropertyValue(name).trim());
  }

  function frame(pen, width, height, style) {
    const [x, y] = [columns[state.x], columns[state.y]];
    const [across, up] = [axisOf(x), axisOf(y)];
    const [right, below] = [width - MARGIN.right, height - MARGIN.bottom];
    pen.lineWidth = 1;
    pen.fillStyle = style("--ink");
    pen.textAlign = "center";
    for (const [value, text] of across.ticks) {
      const at = MARGIN.left + across.share(value) * (right - MARGIN.left);
      line(pen, at, MARGIN.top, at, below, style("--line"));
      pen.fillText(text, at, below + 18);
    }
    pen.textAlign = "right";
    for (const [value, text] of up.ticks) {
      const at = below - up.share(value) * (below - MARGIN.top);
      line(pen, MARGIN.left, at, right, at, style("--line"));
      pen.fillText(text.slice(0, 10), MARGIN.left - 6, at + 4);
    }
    pen.textAlign = "center";
    pen.fillText(x.label, (MARGIN.left + right) / 2, below + 40, right - MARGIN.left);
    pen.save();
    pen.translate(14, (MARGIN.top + below) / 2);
    pen.rotate(-Math.PI / 2);
    pen.fillText(y.label, 0, 0, below - MARGIN.top);
    pen.restore();
  }

  function line(pen, x1, y1, x2, y2, colour) {
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
  }

  function shadeOf(plain) {
    const column = columns[state.colour];
    if (!column) return () => plain;
    const { low, high } = axisOf(column);
    const last = data.shades.length - 1;
    const along = column.log ? Math.log : (v) => v;
    const span = along(high) - along(low) || 1;
    return (i) => data.shades[Math.round(last * (along(column.values[i] * column.factor) - along(low)) / span)] ?? "#888888";
  }

  // Round: has its values; a cross: failed; a square: has no value here. The front is in orange.
  function mark(pen, [x, y], i, shade, style) {
    const known = !Number.isNaN(columns[state.y].values[i]) && states[i] === 0;
    pen.strokeStyle = style("--faint");
    pen.lineWidth = 1.3;
    pen.beginPath();
    if (states[i] === 1) {
      pen.moveTo(x - 4, y - 4); pen.lineTo(x + 4, y + 4); pen.moveTo(x - 4, y + 4); pen.lineTo(x + 4, y - 4);
      pen.stroke();
    } else if (!known) {
      pen.strokeRect(x - 3, y - 3, 6, 6);
    } else {
      const best = front.has(cases[i]);
      pen.arc(x, y, best ? 5 : 3.2, 0, 7);
      pen.fillStyle = best && state.colour < 0 ? "#d55e00" : shade(i);
      pen.globalAlpha = best || cases.length < 2000 ? 0.9 : 0.5;
      pen.fill();
      pen.globalAlpha = 1;
    }
  }

  function ring(pen, [x, y], width, height, style) {
    pen.setLineDash([3, 3]);
    line(pen, x, MARGIN.top, x, height - MARGIN.bottom, style("--ink"));
    line(pen, MARGIN.left, y, width - MARGIN.right, y, style("--ink"));
    pen.setLineDash([]);
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.arc(x, y, 9, 0, 7);
    pen.stroke();
  }

  function pick(i) {
    if (i === undefined || i < 0) return;
    state.picked = i;
    const words = STATES[states[i]] === "done"
      ? [state.x, state.y].map((c) => `${columns[c].name} ${told(columns[c], i)}`).join(", ")
      : `${STATES[states[i]]}${reasons[i] ? `: ${data.reasons.words[reasons[i]]}` : ""}`;
    find("told").textContent = `Case ${cases[i]}${front.has(cases[i]) ? ", on the front" : ""}: ${words}`;
    find("case").value = cases[i];
    const body = find("values").tBodies[0];
    body.replaceChildren(...columns.map((column, c) => row(column, c, i)));
    paint();
  }

  function row(column, c, i) {
    const line = document.createElement("tr");
    if (c === data.inputs - 1) line.className = "parted";
    line.insertCell().textContent = column.name;
    line.insertCell().textContent = c >= data.inputs && STATES[states[i]] !== "done" ? "–" : told(column, i);
    return line;
  }

  function nearest(x, y) {
    let [best, distance] = [-1, NEAR];
    places.forEach((place, i) => {
      const away = place ? Math.hypot(place[0] - x, place[1] - y) : Infinity;
      if (away < distance) [best, distance] = [i, away];
    });
    return best;
  }

  // The drawn cases in the order of a column, and the one `step` further from the picked one.
  function ordered(column) {
    const shown = Array.from(cases.keys()).filter((i) => places[i] && !Number.isNaN(columns[column].values[i]));
    return shown.sort((a, b) => columns[column].values[a] - columns[column].values[b] || a - b);
  }

  function go(column, step) {
    const order = ordered(column);
    const at = order.indexOf(state.picked);
    pick(order[at < 0 ? 0 : Math.min(Math.max(at + step, 0), order.length - 1)]);
  }

  const keys = {
    ArrowRight: () => go(state.x, 1), ArrowLeft: () => go(state.x, -1),
    ArrowUp: () => go(state.y, 1), ArrowDown: () => go(state.y, -1),
    Home: () => pick(ordered(state.y)[0]), End: () => pick(ordered(state.y).pop()),
  };

  function legend() {
    const column = columns[state.colour];
    find("legend").hidden = !column;
    if (!column) return;
    const { low, high } = axisOf(column);
    find("bar").style.background = `linear-gradient(to right, ${data.shades.filter((_, i) => i % 7 === 0).join(",")})`;
    find("low").textContent = column.words ? column.words[1] : written(low);
    find("high").textContent = column.words ? column.words[column.words.length - 1] : written(high);
    find("middle").textContent = column.label + (column.log ? ", by ratios" : "");
  }

  for (const name of ["x", "y", "colour"]) {
    const select = find(name);
    if (name === "colour") select.add(new Option("front in orange", -1));
    columns.forEach((column, c) => select.add(new Option(column.name, c)));
    select.value = state[name];
    select.addEventListener("change", () => { state[name] = Number(select.value); legend(); paint(); });
  }
  canvas.addEventListener("click", (event) => pick(nearest(event.offsetX, event.offsetY)));
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  find("case").addEventListener("change", (event) => {
    const i = indexOf.get(Number(event.target.value));
    if (i === undefined) find("told").textContent = `Case ${event.target.value} is not in this page; study.csv holds all.`;
    else pick(i);
  });
  find("failed").addEventListener("change", (event) => { state.failed = event.target.checked; paint(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-case]");
    if (!link) return;
    find("case").value = link.dataset.case;
    find("case").dispatchEvent(new Event("change"));
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  new ResizeObserver(paint).observe(canvas);
  legend();
  paint();
  root.classList.add("ready");
  return {
    pick: (number) => pick(indexOf.get(number)),
    screen: (number) => places[indexOf.get(number)],
    picked: () => cases[state.picked],
    shown: () => places.filter(Boolean).length,
  };
})();
