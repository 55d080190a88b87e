// The controls: what is shown, where, at which temperature or time; pointer, keyboard and the line of values.

async function startViewer(root) {
  const data = JSON.parse(document.getElementById("viewer-data").textContent);
  STORED = data.quantities;
  const find = (name) => root.querySelector(`[data-is="${name}"]`);
  const canvas = find("canvas");
  const geometries = await Promise.all(data.geometries.map(loadGeometry));
  const atEnd = (temperature) => ({ temperature, moment: "", name: `${String(temperature).replace("-", "−")} °C` });
  const stopOf = ({ temperature, moment }) => (moment ? { temperature, moment, name: moment } : atEnd(temperature));
  const stacks = data.stacks.map((s) => ({ ...s, geometry: geometries[s.geometry], stops: s.stops.map(stopOf) }));
  const kinds = quantities(data.axisymmetric, data.around);
  const drawing = new Drawing(canvas);
  const scales = {
    plain: drawing.texture(data.plain, true), signed: drawing.texture(data.signed, true),
    material: drawing.texture(data.regions.map((r) => r.colour), false) };
  const state = {
    kind: "mises", stacks: [0, Math.min(data.other, stacks.length - 1)], layout: stacks.length > 1 ? "side" : "one",
    stop: stopOf(data.start), factor: data.factor, mesh: false, blink: 0, high: 1, camera: null };
  const shown = stacks.map(() => null); // the fields, values and places of stacks that are drawn
  let frames = 0;

  await Promise.all(state.stacks.map((k) => fieldsOf(stacks[k])));

  const active = () => (state.layout === "one" ? [state.stacks[0]] : state.stacks);
  const drawn = () => (state.layout === "blink" ? [state.stacks[state.blink]] : active());

  function refresh({ colours = false } = {}) {
    const kind = kinds[state.kind];
    for (const k of new Set(active())) {
      const stack = stacks[k];
      const view = shown[k]?.view ?? drawing.view(stack.geometry);
      const fields = fieldsAt(stack, stack.stops.findIndex(isShown));
      const places = deformed(stack.geometry, fields, state.factor);
      const values = kind.of ? evaluated(fields, kind) : Float32Array.from(stack.geometry.region, (r) => r + 0.5);
      shown[k] = { view, fields, places, values };
      view.place.array = places;
      view.value.array = values;
      view.place.needsUpdate = view.value.needsUpdate = true;
    }
    if (colours) fitColours();
    legend();
    repaint();
  }

  // One scale for all stacks shown, by what the panels show of them.
  function fitColours() {
    const [w, h] = [panels()[0].width, panels()[0].height].map((length) => state.camera.scale * length / 2);
    const { local } = kinds[state.kind];
    const found = active().map((k) => {
      const { places, values } = shown[k];
      const seen = (...corners) => corners.some((c) => (!local || values[c] > 0) &&
        Math.abs(places[2 * c] - state.camera.x) < w && Math.abs(places[2 * c + 1] - state.camera.z) < h);
      return limitOf(stacks[k].geometry, values, data.share, seen);
    });
    state.high = Math.max(...found) || 1;
  }

  function range() {
    if (state.kind === "material") return [0, data.regions.length];
    return [kinds[state.kind].signed ? -state.high : 0, state.high];
  }

  let asked = false;
  function repaint() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; paint(); });
  }

  function panels() {
    const list = drawn();
    const [across, down] = data.wide ? [1, list.length] : [list.length, 1];
    const [width, height] = [canvas.clientWidth / across, canvas.clientHeight / down];
    return list.map((k, i) => ({ k, x: data.wide ? 0 : i * width, y: data.wide ? i * height : 0, width, height }));
  }

  function paint() {
    const [low, high] = range();
    const scale = state.kind === "material" ? "material" : kinds[state.kind].signed ? "signed" : "plain";
    const places = panels();
    for (const { k } of places) {
      const { view } = shown[k];
      Object.assign(view.fill.uniforms.low, { value: low });
      Object.assign(view.fill.uniforms.high, { value: high });
      view.fill.uniforms.scale.value = scales[scale];
      view.sides.visible = state.mesh;
    }
    const background = getComputedStyle(root).getPropertyValue("--void").trim();
    drawing.render(places.map((p) => ({ ...p, view: shown[p.k].view })), state.camera, canvas.clientHeight, background);
    frames += 1;
    labels(places);
  }

  function labels(places) {
    find("labels").innerHTML = "";
    for (const { k, x, y, width } of places) {
      const label = document.createElement("span");
      label.textContent = stacks[k].label;
      label.style.left = `${x + 8}px`;
      label.style.top = `${y + 6}px`;
      label.style.maxWidth = `${width - 16}px`;
      find("labels").append(label);
    }
    const round = [1, 2, 5].flatMap((m) => [-3, -2, -1, 0, 1, 2, 3].map((e) => m * 10 ** e)).sort((a, b) => a - b);
    const length = round.filter((l) => l / state.camera.scale < 120).pop() ?? round[0];
    find("ruler").style.width = `${length / state.camera.scale}px`;
    find("ruler").textContent = length < 1 ? `${Math.round(length * 1000)} nm` : `${length} µm`;
  }

  function legend() {
    const kind = kinds[state.kind];
    const [low, high] = range();
    const material = state.kind === "material";
    const map = kind.signed ? data.signed : data.plain;
    find("bar").hidden = material;
    find("bar").style.background = `linear-gradient(to right, ${map.filter((_, i) => i % 16 === 0 || i === map.length - 1).map((c) => `rgb(${c})`).join(",")})`;
    find("low").textContent = material ? "" : `${kind.signed ? "≤ " : ""}${number(low)}`;
    find("high").textContent = material ? "" : `≥ ${number(high)} ${kind.unit}`;
    find("middle").textContent = material ? "colours as in the drawing of the stack" : number((low + high) / 2);
    find("of-stops").textContent = data.slider || (overTime() ? "time" : "end temperature");
    find("told-temperature").textContent = stopTold();
    find("told-factor").textContent = state.factor ? `${number(state.factor)} ×` : "off";
    find("told-stops").textContent = stopsTold();
  }

  const isShown = (stop) => stop.name === state.stop.name;
  const overTime = () => common().some((stop) => stop.moment);
  const stopTold = () => (overTime() && !data.slider && !state.stop.moment ? `${state.stop.name}, no cycles yet` : state.stop.name);

  function stopsTold() {
    if (data.about) return data.about;
    const list = active().map((k) => stacks[k]);
    if (common().length < 2 && list.some((s) => s.stops.length > 1)) return "what is shown has no other stop in common";
    if (common().length < 2) return data.left_out
      ? "only the end temperatures asked for are stored; others would make this page too large"
      : "only the end temperatures asked for are stored; relief with --report stores others too, where nothing has memory";
    if (overTime()) return "every stop is a solution: before the cycles, and at the corners of the last one; with memory nothing adds up, so there is nothing between";
    const solved = list.filter((s) => !s.exact).map((s) => s.label);
    return solved.length
      ? `every stop is a solution; ${solved.join(" and ")} ${solved.length > 1 ? "have" : "has"} moduli that change with temperature and ${solved.length > 1 ? "are" : "is"} stored at ${common().length} temperatures`
      : "every stop is a sum of solutions, exact because no modulus changes with temperature";
  }

  function common() {
    const [first, ...rest] = active().map((k) => stacks[k].stops);
    return first.filter(({ name }) => rest.every((stops) => stops.some((stop) => stop.name === name)));
  }

  function offerStops() {
    const stops = common();
    const slider = find("temperature");
    const away = (stop) => Math.abs(stop.temperature - state.stop.temperature);
    state.stop = stops.find(isShown) ?? stops.reduce((a, b) => (away(b) < away(a) ? b : a));
    slider.max = stops.length - 1;
    slider.disabled = stops.length < 2;
    slider.value = stops.indexOf(state.stop);
    slider.setAttribute("aria-valuetext", stopTold());
  }

  // --- where ---------------------------------------------------------------------------------------

  function look([x0, z0], [x1, z1]) {
    const { width, height } = panels()[0];
    const scale = Math.max((x1 - x0) / width, (z1 - z0) / height) * 1.04;
    state.camera = { x: (x0 + x1) / 2, z: (z0 + z1) / 2, scale };
    repaint();
  }

  const look_at = (name) => look(...data.windows.find((w) => w.name === name).corners);

  // A place in the section under a point of the canvas, and the stack that is drawn there.
  function under(px, py) {
    const inside = (p) => px >= p.x && px < p.x + p.width && py >= p.y && py < p.y + p.height;
    const panel = panels().find(inside) ?? panels()[0];
    const { x, z, scale } = state.camera;
    return { k: panel.k, x: x + (px - panel.x - panel.width / 2) * scale, z: z - (py - panel.y - panel.height / 2) * scale };
  }

  function zoom(factor, px = panels()[0].width / 2, py = panels()[0].height / 2) {
    const before = under(px, py);
    state.camera.scale = Math.min(Math.max(state.camera.scale * factor, 1e-6), 1e3);
    const after = under(px, py);
    pan(before.x - after.x, before.z - after.z);
  }

  function pan(dx, dz) {
    state.camera = { ...state.camera, x: state.camera.x + dx, z: state.camera.z + dz };
    repaint();
  }

  // --- values --------------------------------------------------------------------------------------

  function valueAt(k, x, z, name = state.kind) {
    const { geometry, materials } = stacks[k];
    if (!shown[k]) return null;
    const found = locate(shown[k].places, geometry.triangles, x, z);
    if (!found) return null;
    const region = data.regions[geometry.region[found.corners[0]]].name;
    const kind = kinds[name];
    const value = kind.of ? found.corners.reduce((sum, c, i) => sum + found.shares[i] * kind.of(shown[k].fields, STORED * c), 0) : null;
    return { region, material: materials[region], value, unit: kind.unit };
  }

  function told(px, py) {
    const place = under(px, py);
    const words = active().map((k) => {
      const found = valueAt(k, place.x, place.z);
      if (!found) return `${stacks[k].label}: nothing here`;
      const value = found.value === null ? "" : ` ${number(found.value, 5)} ${found.unit}`;
      return `${stacks[k].label}: ${found.region} (${found.material})${value}`;
    });
    const across = data.axisymmetric ? "r" : "x";
    find("told").textContent = `${across} ${place.x.toFixed(3)} µm, z ${place.z.toFixed(3)} µm · ${kinds[state.kind].label} · ${words.join(" · ")}`;
  }

  const number = (v, digits = 4) => Number(v.toPrecision(digits)).toString().replace("-", "−");

  // --- controls ------------------------------------------------------------------------------------

  const options = (select, list) => list.forEach(([value, text]) => select.add(new Option(text, value)));
  options(find("kind"), Object.entries(kinds).map(([name, kind]) => [name, kind.label]));
  options(find("with"), stacks.map((s, k) => [k, s.label]));
  options(find("without"), stacks.map((s, k) => [k, s.label]));
  options(find("window"), data.windows.map((w) => [w.name, w.name || "whole section"]));
  find("with").value = state.stacks[0];
  find("without").value = state.stacks[1];
  find("factor").value = state.factor ? Math.log10(state.factor) : 0;
  if (stacks.length < 2) root.querySelectorAll("[data-for=two]").forEach((e) => { e.hidden = true; });

  const change = (name, act) => find(name).addEventListener("input", (event) => act(event.target));
  change("kind", (e) => { state.kind = e.value; refresh({ colours: true }); });
  for (const [i, name] of ["with", "without"].entries()) {
    change(name, async (e) => {
      await fieldsOf(stacks[e.value]);
      state.stacks[i] = Number(e.value);
      offerStops();
      refresh({ colours: true });
    });
  }
  change("layout", (e) => setLayout(e.value));
  change("mesh", (e) => { state.mesh = e.checked; repaint(); });
  change("temperature", (e) => setStop(common()[e.value]));
  change("factor", (e) => { state.factor = Number(e.value) ? Math.round(10 ** Number(e.value)) : 0; refresh(); });
  change("window", (e) => { look_at(e.value); fitColours(); legend(); });
  find("whole").addEventListener("click", () => { find("window").value = ""; look_at(""); });
  find("colours").addEventListener("click", () => { fitColours(); legend(); repaint(); });

  const setTemperature = (temperature) => setStop(atEnd(temperature));

  function setStop(stop) {
    state.stop = stop;
    offerStops();
    refresh();
  }

  let blinking = 0;
  function setLayout(layout) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    state.layout = layout;
    find("layout").value = layout;
    clearInterval(blinking);
    state.blink = 0;
    if (layout === "blink") blinking = setInterval(() => { state.blink = 1 - state.blink; repaint(); }, still ? 2500 : 900);
    offerStops();
    refresh();
  }

  let grip = null;
  canvas.addEventListener("pointerdown", (e) => { grip = [e.offsetX, e.offsetY]; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointerup", () => { grip = null; });
  canvas.addEventListener("pointermove", (e) => {
    if (grip) {
      pan((grip[0] - e.offsetX) * state.camera.scale, (e.offsetY - grip[1]) * state.camera.scale);
      grip = [e.offsetX, e.offsetY];
    } else told(e.offsetX, e.offsetY);
  });
  canvas.addEventListener("wheel", (e) => { e.preventDefault(); zoom(1.0015 ** e.deltaY, e.offsetX, e.offsetY); }, { passive: false });
  canvas.addEventListener("dblclick", (e) => zoom(0.5, e.offsetX, e.offsetY));
  const step = () => 0.1 * canvas.clientHeight * state.camera.scale;
  const keys = {
    ArrowLeft: () => pan(-step(), 0), ArrowRight: () => pan(step(), 0),
    ArrowUp: () => pan(0, step()), ArrowDown: () => pan(0, -step()),
    "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), 0: () => find("whole").click(),
    m: () => find("mesh").click(), c: () => find("colours").click(),
    b: () => setLayout({ side: "blink", blink: "one", one: "side" }[state.layout]),
    "[": () => nextStop(-1), "]": () => nextStop(1) };
  const nextStop = (by) => { const stops = common(); const next = stops[stops.findIndex(isShown) + by]; if (next) setStop(next); };
  canvas.addEventListener("keydown", (e) => {
    if (!keys[e.key] || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    keys[e.key]();
    told(panels()[0].width / 2, panels()[0].height / 2);
  });

  function fitSize() {
    drawing.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    drawing.renderer.setSize(canvas.clientWidth, canvas.clientHeight, false);
    if (state.camera) repaint();
  }
  new ResizeObserver(fitSize).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  fitSize();
  offerStops();
  look_at("");
  refresh({ colours: true });
  root.classList.add("ready");
  return { state, stacks, valueAt, look, setTemperature, refresh, pan, paint, frames: () => frames,
    screen: (x, z) => { const p = panels()[0]; return [p.x + p.width / 2 + (x - state.camera.x) / state.camera.scale, p.y + p.height / 2 - (z - state.camera.z) / state.camera.scale]; } };
}

window.stressbump = startViewer(document.getElementById("viewer")).catch((problem) => {
  // no WebGL, or a browser too old to unpack the fields: the still pictures are there all the same
  const note = document.querySelector('#viewer [data-is="told"]');
  note.textContent = `The live section cannot be shown here (${problem.message}); the pictures above and below are the same fields.`;
  document.getElementById("viewer").classList.add("failed");
});
