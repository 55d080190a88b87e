// What the viewer takes of three.js 0.187.0 (MIT, LICENSE.three). In an empty folder beside this file:
//   npm install three@0.187.0 esbuild@0.28.2
//   npx esbuild three-parts.js --bundle --minify --format=iife --global-name=THREE --outfile=three.min.js
export {
  BufferAttribute, BufferGeometry, Camera, DataTexture, DoubleSide, GLSL3, LinearFilter, LineSegments,
  Mesh, NearestFilter, RawShaderMaterial, RGBAFormat, Scene, WebGLRenderer,
} from "three";
