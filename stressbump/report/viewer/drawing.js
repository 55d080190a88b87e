// The drawing: three.js with a shader that shifts, scales and looks a colour up; pan and zoom cost nothing.

const SHIFT = `
  in vec2 place; uniform vec2 centre; uniform vec2 size;
  vec4 shown() { return vec4((place - centre) / size, 0.0, 1.0); }`;
const HEADER = "precision highp float;";
const FILL_VERTEX = `${HEADER} in float value; out float v; ${SHIFT}
  void main() { v = value; gl_Position = shown(); }`;
const FILL_FRAGMENT = `${HEADER} in float v; out vec4 colour;
  uniform float low; uniform float high; uniform sampler2D scale;
  void main() { colour = texture(scale, vec2((v - low) / (high - low), 0.5)); }`;
const LINE_VERTEX = `${HEADER} ${SHIFT} void main() { gl_Position = shown(); }`;
const LINE_FRAGMENT = `${HEADER} uniform vec4 ink; out vec4 colour; void main() { colour = ink; }`;

class Drawing {
  constructor(canvas) {
    // what is drawn stays, so that it can be printed and copied
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
    this.renderer.autoClear = false;
    this.camera = new THREE.Camera();
    this.views = [];
    this.scales = {};
  }

  texture(colours, smooth) {
    const data = new Uint8Array(colours.flatMap((c) => [...c, 255]));
    const texture = new THREE.DataTexture(data, colours.length, 1, THREE.RGBAFormat);
    texture.magFilter = texture.minFilter = smooth ? THREE.LinearFilter : THREE.NearestFilter;
    texture.needsUpdate = true;
    return texture;
  }

  view(geometry) {
    const shared = { centre: { value: [0, 0] }, size: { value: [1, 1] } };
    const place = new THREE.BufferAttribute(geometry.points, 2);
    const value = new THREE.BufferAttribute(new Float32Array(geometry.points.length / 2), 1);
    const fill = this.#material(FILL_VERTEX, FILL_FRAGMENT, {
      ...shared, low: { value: 0 }, high: { value: 1 }, scale: { value: null } });
    const parts = [
      new THREE.Mesh(this.#buffers(place, geometry.triangles, value), fill),
      this.#lines(place, geometry.sides, [0, 0, 0, 0.3], shared),
      this.#lines(place, geometry.borders, [0, 0, 0, 0.9], shared),
    ];
    const scene = new THREE.Scene();
    for (const part of parts) { part.frustumCulled = false; scene.add(part); }
    return { scene, shared, place, value, fill, sides: parts[1] };
  }

  #material(vertexShader, fragmentShader, uniforms) {
    return new THREE.RawShaderMaterial({
      vertexShader, fragmentShader, uniforms, glslVersion: THREE.GLSL3, side: THREE.DoubleSide,
      depthTest: false, transparent: vertexShader === LINE_VERTEX });
  }

  #buffers(place, index, value) {
    const buffers = new THREE.BufferGeometry();
    buffers.setAttribute("place", place);
    if (value) buffers.setAttribute("value", value);
    buffers.setIndex(new THREE.BufferAttribute(index, 1));
    return buffers;
  }

  #lines(place, index, ink, shared) {
    const material = this.#material(LINE_VERTEX, LINE_FRAGMENT, { ...shared, ink: { value: ink } });
    return new THREE.LineSegments(this.#buffers(place, index), material);
  }

  // Panels are { view, x, y, width, height } in CSS pixels, counted from the upper left.
  render(panels, camera, full, background) {
    const renderer = this.renderer;
    renderer.setScissorTest(true);
    for (const { view, x, y, width, height } of panels) {
      view.shared.centre.value = [camera.x, camera.z];
      view.shared.size.value = [camera.scale * width / 2, camera.scale * height / 2];
      renderer.setViewport(x, full - y - height, width, height);
      renderer.setScissor(x, full - y - height, width, height);
      renderer.setClearColor(background, 1);
      renderer.clear();
      renderer.render(view.scene, this.camera);
    }
  }
}
