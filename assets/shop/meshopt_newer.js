// Follows the decoder of meshopt in the file that the viewer's meshoptDecoderLocation names.
//
// <model-viewer> 4.4.0 loads that file and then goes on with the decoder that it brings, of
// meshoptimizer 1.0, which misreads what newer encoders write. So its loader is made to keep this one.
(() => {
  const hidden = (object, name) => {
    for (let owner = object; owner; owner = Object.getPrototypeOf(owner)) {
      const symbols = Object.getOwnPropertySymbols(owner);
      const found = symbols.find((symbol) => symbol.description === name);
      if (found) {
        return object[found];
      }
    }
    return undefined;
  };
  const newer = self.MeshoptDecoder;
  const viewer = document.querySelector("model-viewer");
  const loader = viewer && hidden(hidden(viewer, "renderer")?.loader, "loader");
  if (loader?.setMeshoptDecoder) {
    loader.setMeshoptDecoder = function () {
      this.meshoptDecoder = newer;
      return this;
    };
  } else {
    console.warn("The viewer decodes meshopt by itself: files of newer encoders may look wrong.");
  }
})();
