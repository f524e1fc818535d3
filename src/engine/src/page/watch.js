// Runs before the page's own scripts: notes what the viewer says of a file that it can't load. Its event
// doesn't bubble, but it passes here on its way down.
self.viewerFailure = null;
addEventListener("error", (event) => {
  if (event.target?.localName === "model-viewer") {
    const { sourceError, type } = event.detail ?? {};
    self.viewerFailure ??= String(sourceError?.message ?? sourceError ?? type ?? "it gives no reason");
  }
}, true);
