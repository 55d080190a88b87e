// The map of a package: its joints coloured by a number; pointing tells all of one, a click keeps it.
"use strict";

function startMap(root) {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const found = JSON.parse(document.getElementById("result").textContent).joints;
  const ends = Object.fromEntries(data.temperatures.map((t) => [t, found.filter((j) => j.temperature_C === Number(t))]));
  const find = (name) => root.querySelector(`[data-is="${name}"]`);
  const canvas = find("canvas");
  const pen = canvas.getContext("2d");
  const state = { measure: data.measures[0].key, temperature: data.temperatures[0], kept: data.worst, under: null, arrows: false };
  const joints = () => ends[state.temperature];
  const measure = () => data.measures.find((m) => m.key === state.measure);
  const number = (v, digits = 4) => (v === null ? "–" : Number(v.toPrecision(digits)).toString().replace("-", "−"));
  // One digit of a bar, two where it begins with 1, rounded up; the value to the same place.
  function barred(value, bar) {
    if (!bar || value === null) return number(value);
    let place = Math.floor(Math.log10(bar));
    if (bar < 2 * 10 ** place) place -= 1;
    const shown = (steps) => number(steps * 10 ** place, 12);
    return `${shown(Math.round(value / 10 ** place))} ± ${shown(Math.ceil(bar / 10 ** place - 1e-9))}`;
  }
  const style = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  function scale() {
    const [w, h] = data.chip;
    const each = Math.min(canvas.clientWidth / (1.08 * w), canvas.clientHeight / (1.08 * h));
    return { each, x: (v) => canvas.clientWidth / 2 + v * each, y: (v) => canvas.clientHeight / 2 - v * each };
  }

  function range() {
    const values = joints().map((j) => j[state.measure]);
    const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    const far = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return low < 0 && high > 0 ? { low: -far, high: far, map: data.signed } : { low: Math.min(low, 0), high: Math.max(high, 0) || 1, map: data.plain };
  }

  function colour(value, { low, high, map }) {
    const k = Math.round(((value - low) / (high - low)) * (map.length - 1));
    return `rgb(${map[Math.max(0, Math.min(map.length - 1, k))]})`;
  }

  function paint() {
    const ratio = Math.min(devicePixelRatio, 2);
    [canvas.width, canvas.height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const at = scale();
    const shown = range();
    const [w, h] = data.chip;
    pen.strokeStyle = style("--faint");
    pen.strokeRect(at.x(-w / 2), at.y(h / 2), w * at.each, h * at.each);
    const half = 0.44 * data.pitch * at.each;
    for (const joint of joints()) {
      pen.fillStyle = colour(joint[state.measure], shown);
      pen.fillRect(at.x(joint.x_um) - half, at.y(joint.y_um) - half, 2 * half, 2 * half);
    }
    if (state.arrows) arrows(at, half);
    for (const [which, width] of [[state.under, 1], [state.kept, 2.5]]) if (which !== null) frame(at, half, which, width);
    legend(shown);
    told();
  }

  // As long as a joint is wide where it slides most.
  function arrows(at, half) {
    const most = Math.max(...joints().map((j) => j.slide_um)) || 1;
    pen.strokeStyle = style("--more");
    pen.lineWidth = 1.2;
    pen.beginPath();
    for (const { x_um, y_um, slide_x_um, slide_y_um } of joints()) {
      pen.moveTo(at.x(x_um), at.y(y_um));
      pen.lineTo(at.x(x_um) + (2 * half * slide_x_um) / most, at.y(y_um) - (2 * half * slide_y_um) / most);
    }
    pen.stroke();
  }

  function frame(at, half, which, width) {
    const joint = joints()[which];
    pen.strokeStyle = style("--ink");
    pen.lineWidth = width;
    pen.strokeRect(at.x(joint.x_um) - half - 2, at.y(joint.y_um) - half - 2, 2 * half + 4, 2 * half + 4);
  }

  function legend({ low, high, map }) {
    const stops = map.filter((_, i) => i % 16 === 0 || i === map.length - 1).map((c) => `rgb(${c})`);
    find("bar").style.background = `linear-gradient(to right, ${stops.join(",")})`;
    find("low").textContent = number(low);
    find("middle").textContent = number((low + high) / 2);
    find("high").textContent = `${number(high)} ${measure().unit}`;
  }

  const nameOf = (joint) => (joint.row === null ? `joint ${joint.joint}` : `row ${joint.row}, column ${joint.column}`);

  function told() {
    const which = state.under ?? state.kept;
    const joint = joints()[which];
    find("name").textContent = `${nameOf(joint)} of ${joints().length}`;
    find("command").textContent = joint.row === null ? `--joint ${joint.joint}` : `--joint ${joint.row},${joint.column}`;
    find("page").hidden = !data.pages[joint.joint];
    find("page").href = data.pages[joint.joint] ?? "";
    find("numbers").innerHTML = "";
    for (const { key, bar, label, unit } of data.told) {
      const row = find("numbers").insertRow();
      row.insertCell().textContent = label;
      row.insertCell().textContent = barred(joint[key], joint[bar]);
      row.insertCell().textContent = unit;
      row.cells[1].className = "n";
    }
  }

  // The joint whose square is under a point of the canvas, or null.
  function under(px, py) {
    const at = scale();
    const half = (data.pitch * at.each) / 2;
    const found = joints().findIndex((j) => Math.abs(at.x(j.x_um) - px) <= half && Math.abs(at.y(j.y_um) - py) <= half);
    return found < 0 ? null : found;
  }

  // The nearest joint in a direction from that kept.
  function step(dx, dy) {
    const from = joints()[state.kept];
    let best = Infinity;
    joints().forEach((j, k) => {
      const [x, y] = [j.x_um - from.x_um, j.y_um - from.y_um];
      const [along, aside] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
      if (along > 0 && along + 3 * aside < best) [best, state.kept] = [along + 3 * aside, k];
    });
    state.under = null;
    paint();
  }

  data.measures.forEach((m) => find("measure").add(new Option(m.label, m.key)));
  data.temperatures.forEach((t) => find("temperature").add(new Option(`${t.replace("-", "−")} °C`, t)));
  find("temperature").parentElement.hidden = data.temperatures.length < 2;
  find("measure").addEventListener("input", (e) => { state.measure = e.target.value; paint(); });
  find("temperature").addEventListener("input", (e) => { state.temperature = e.target.value; paint(); });
  find("arrows").addEventListener("input", (e) => { state.arrows = e.target.checked; paint(); });
  canvas.addEventListener("pointermove", (e) => { state.under = under(e.offsetX, e.offsetY); paint(); });
  canvas.addEventListener("pointerleave", () => { state.under = null; paint(); });
  canvas.addEventListener("click", (e) => { state.kept = under(e.offsetX, e.offsetY) ?? state.kept; paint(); });
  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  canvas.addEventListener("keydown", (e) => { if (keys[e.key]) { e.preventDefault(); step(...keys[e.key]); } });
  new ResizeObserver(paint).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint();
  root.classList.add("ready");
  return { state, screen: (k) => { const at = scale(); const j = joints()[k]; return [at.x(j.x_um), at.y(j.y_um)]; } };
}

window.stressbumpMap = startMap(document.getElementById("map"));
