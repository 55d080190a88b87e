// The numbers: arrays out of the page, sums over temperature, quantities at points, values at a place.
// A point stores u_x, u_z, σ_xx, σ_zz, σ_out, σ_xz, and where laws have memory the dissipated work and the
// inelastic strain as well, where a joint's harmonics are added up the shear σ_z,out and σ_x,out; nothing
// is averaged between regions.
"use strict";

const ODD = 6; // quantities that go as cos nθ about an axis; those behind them go as sin nθ
let STORED = ODD;

async function unpacked(text, Kind) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Kind(await new Response(stream).arrayBuffer());
}

// Fields come quantity by quantity, and the first bytes of all numbers before their second ones: so
// they pack tighter.
async function unpackedFields(text) {
  const bytes = await unpacked(text, Uint8Array);
  const count = bytes.length / 4;
  const straight = new Uint8Array(bytes.length);
  for (let part = 0; part < 4; part++) {
    for (let i = 0; i < count; i++) straight[4 * i + part] = bytes[part * count + i];
  }
  const columns = new Float32Array(straight.buffer);
  const points = count / STORED;
  const rows = new Float32Array(count);
  for (let c = 0; c < STORED; c++) {
    for (let i = 0; i < points; i++) rows[STORED * i + c] = columns[c * points + i];
  }
  return rows;
}

async function loadGeometry(packed) {
  const geometry = {
    points: await unpacked(packed.points, Float32Array),
    triangles: await unpacked(packed.triangles, Uint32Array),
    region: await unpacked(packed.region, Uint8Array),
    sides: await unpacked(packed.sides, Uint32Array),
    borders: await unpacked(packed.borders, Uint32Array),
  };
  geometry.area = areas(geometry.points, geometry.triangles);
  return geometry;
}

// Unpacks the terms of a stack the first time they are wanted.
function fieldsOf(stack) {
  stack.unpacking ??= Promise.all(stack.terms.map(unpackedFields)).then((terms) => { stack.terms = terms; });
  return stack.unpacking;
}

function areas(points, triangles) {
  const area = new Float32Array(triangles.length / 3);
  for (let k = 0; k < area.length; k++) {
    const [a, b, c] = [triangles[3 * k], triangles[3 * k + 1], triangles[3 * k + 2]];
    area[k] = Math.abs(
      (points[2 * b] - points[2 * a]) * (points[2 * c + 1] - points[2 * a + 1]) -
      (points[2 * b + 1] - points[2 * a + 1]) * (points[2 * c] - points[2 * a])) / 2;
  }
  return area;
}

// The stored fields of a stack at one of its stops, by its number.
function fieldsAt(stack, stop) {
  const sum = new Float64Array(stack.terms[0].length);
  stack.terms.forEach((term, k) => {
    const weight = stack.weights[stop][k];
    const odd = stack.odd ? stack.odd[stop][k] : weight;
    if (odd !== weight) for (let i = 0; i < sum.length; i++) sum[i] += (i % STORED < ODD ? weight : odd) * term[i];
    else if (weight !== 0) for (let i = 0; i < sum.length; i++) sum[i] += weight * term[i];
  });
  return sum;
}

// Principal stresses, the largest first, where shear out of the section may stand as well.
function principal(f, i, around) {
  const [x, z, y, xz] = [f[i + 2], f[i + 3], f[i + 4], f[i + 5]];
  if (!around) {
    const [middle, half] = [(x + z) / 2, Math.hypot((x - z) / 2, xz)];
    return [middle + half, y, middle - half].sort((p, q) => q - p);
  }
  const [zy, xy] = [f[i + 6], f[i + 7]];
  const mean = (x + y + z) / 3;
  const size = Math.sqrt(((x - mean) ** 2 + (y - mean) ** 2 + (z - mean) ** 2 + 2 * (xz ** 2 + zy ** 2 + xy ** 2)) / 6);
  if (size === 0) return [mean, mean, mean];
  const [a, b, c] = [(x - mean) / size, (y - mean) / size, (z - mean) / size];
  const [p, q, r] = [xy / size, xz / size, zy / size];
  const half = (a * (b * c - r * r) - p * (p * c - r * q) + q * (p * r - b * q)) / 2;
  const angle = Math.acos(Math.min(1, Math.max(-1, half))) / 3;
  return [0, 4, 2].map((k) => mean + 2 * size * Math.cos(angle + (k * Math.PI) / 3));
}

// Every quantity is a function of what is stored; `signed` ones have a zero in the middle, `local` ones are
// nothing in most regions.
function quantities(axisymmetric, around) {
  const [x, y] = axisymmetric ? ["rr", "θθ"] : ["xx", "yy"];
  const u = axisymmetric ? "r" : "x";
  const stress = (label, of, signed = true) => ({ label, of, signed, unit: "MPa" });
  const moved = (label, of, signed = true) => ({ label, of, signed, unit: "µm" });
  const outOfPlane = around ? (f, i) => f[i + 6] ** 2 + f[i + 7] ** 2 : () => 0;
  return {
    mises: stress("von Mises stress", (f, i) => Math.sqrt(
      ((f[i + 2] - f[i + 3]) ** 2 + (f[i + 3] - f[i + 4]) ** 2 + (f[i + 4] - f[i + 2]) ** 2) / 2 +
      3 * (f[i + 5] ** 2 + outOfPlane(f, i))), false),
    first: stress("first principal stress", (f, i) => principal(f, i, around)[0]),
    third: stress("third principal stress", (f, i) => principal(f, i, around)[2]),
    xx: stress(`stress ${x}`, (f, i) => f[i + 2]),
    zz: stress("stress zz (height)", (f, i) => f[i + 3]),
    out: stress(`stress ${y}`, (f, i) => f[i + 4]),
    xz: stress(`shear stress ${u}z`, (f, i) => f[i + 5]),
    ...(around ? {
      zy: stress(`shear stress z${y[0]}`, (f, i) => f[i + 6]),
      xy: stress(`shear stress ${u}${y[0]}`, (f, i) => f[i + 7]),
    } : {}),
    u: moved("displacement, size", (f, i) => Math.hypot(f[i], f[i + 1]), false),
    ux: moved(`displacement ${u}`, (f, i) => f[i]),
    uz: moved("displacement z", (f, i) => f[i + 1]),
    ...(STORED > ODD && !around ? {
      work: { label: "dissipated work since birth", of: (f, i) => f[i + 6], signed: false, local: true, unit: "MPa" },
      slip: { label: "inelastic strain since birth", of: (f, i) => f[i + 7], signed: false, local: true, unit: "" },
    } : {}),
    material: { label: "regions", of: null, signed: false, unit: "" },
  };
}

function evaluated(fields, quantity) {
  const values = new Float32Array(fields.length / STORED);
  for (let k = 0; k < values.length; k++) values[k] = quantity.of(fields, STORED * k);
  return values;
}

function deformed(geometry, fields, factor) {
  if (factor === 0) return geometry.points;
  const places = new Float32Array(geometry.points);
  for (let k = 0; k < places.length / 2; k++) {
    places[2 * k] += factor * fields[STORED * k];
    places[2 * k + 1] += factor * fields[STORED * k + 1];
  }
  return places;
}

// The triangle that holds a place and the shares of its corners, or null.
function locate(places, triangles, x, z) {
  for (let k = 0; k < triangles.length; k += 3) {
    const [a, b, c] = [2 * triangles[k], 2 * triangles[k + 1], 2 * triangles[k + 2]];
    const [ax, bx, cx] = [places[a] - x, places[b] - x, places[c] - x];
    if ((ax > 0 && bx > 0 && cx > 0) || (ax < 0 && bx < 0 && cx < 0)) continue;
    const [az, bz, cz] = [places[a + 1] - z, places[b + 1] - z, places[c + 1] - z];
    if ((az > 0 && bz > 0 && cz > 0) || (az < 0 && bz < 0 && cz < 0)) continue;
    const shares = [bx * cz - bz * cx, cx * az - cz * ax, ax * bz - az * bx];
    const whole = shares[0] + shares[1] + shares[2];
    if (whole !== 0 && shares.every((s) => s / whole >= -1e-6)) {
      return { corners: [a / 2, b / 2, c / 2], shares: shares.map((s) => s / whole) };
    }
  }
  return null;
}

// The size below which this share of the area stays, of the triangles that `keep` keeps.
function limitOf(geometry, values, share, keep) {
  const sizes = [];
  const { triangles, area } = geometry;
  for (let k = 0; k < area.length; k++) {
    const [a, b, c] = [triangles[3 * k], triangles[3 * k + 1], triangles[3 * k + 2]];
    if (keep(a, b, c)) {
      sizes.push([(Math.abs(values[a]) + Math.abs(values[b]) + Math.abs(values[c])) / 3, area[k]]);
    }
  }
  sizes.sort((p, q) => p[0] - q[0]);
  let left = share * sizes.reduce((sum, s) => sum + s[1], 0);
  for (const [size, part] of sizes) if ((left -= part) <= 0) return size;
  return 0;
}
