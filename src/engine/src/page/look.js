// Runs in the page: waits until the viewer shows its model, and says how far it came. Times in ms.
async (limit, settle) => {
  const end = performance.now() + limit;
  const until = async (done, most) => {
    const last = Math.min(end, performance.now() + (most ?? limit));
    while (!done()) {
      if (performance.now() > last) {
        return false;
      }
      await new Promise((next) => setTimeout(next, 50));
    }
    return true;
  };
  const seen = { started: false, loaded: false, visible: false, drawn: 0, failure: null };
  const find = () => document.querySelector("model-viewer");
  seen.started = await until(() => find() && customElements.get("model-viewer"));
  if (!seen.started) {
    return seen;
  }
  const viewer = find();
  customElements.get("model-viewer").minimumRenderScale = 1;
  viewer.scrollIntoView();
  await until(() => viewer.loaded || self.viewerFailure);
  seen.failure = self.viewerFailure;
  seen.loaded = Boolean(viewer.loaded);
  if (!seen.loaded || seen.failure) {
    return seen;
  }
  // Nothing helps it along: a viewer that stumbles over a file keeps its poster for ever.
  seen.visible = await until(() => viewer.modelIsVisible, settle);
  if (!seen.visible) {
    return seen;
  }
  // Then pixels count: some files are "visible" and draw nothing.
  const scene = viewer[Object.getOwnPropertySymbols(viewer).find(({ description }) => description === "scene")];
  const flat = Object.assign(document.createElement("canvas"), { width: 96, height: 96 });
  const paint = flat.getContext("2d", { willReadFrequently: true });
  await until(() => {
    scene?.queueRender();
    paint.clearRect(0, 0, flat.width, flat.height);
    for (const canvas of viewer.shadowRoot.querySelectorAll("canvas")) {
      if (canvas.width && canvas.height) {
        paint.drawImage(canvas, 0, 0, flat.width, flat.height);
      }
    }
    const { data } = paint.getImageData(0, 0, flat.width, flat.height);
    seen.drawn = data.filter((value, index) => index % 4 === 3 && value > 0).length;
    return seen.drawn > 0;
  }, settle);
  return seen;
}
