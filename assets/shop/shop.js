// What the product page does beyond showing itself: loads the viewer, lets customers choose a
// variant, draws dimensions on the model, and reports how fast the page was.

const viewer = document.querySelector("model-viewer");
if (viewer) {
  start(viewer);
}

function start(viewer) {
  const { script, draco, basis, meshopt, page } = viewer.dataset;
  // The viewer reads its settings from here when it is first loaded.
  self.ModelViewerElement = {
    dracoDecoderLocation: draco,
    ktx2TranscoderLocation: basis,
    meshoptDecoderLocation: meshopt,
  };
  const status = document.querySelector(".status");
  const failed = () => {
    status.textContent = "The 3D view couldn’t be loaded. The picture shows the product.";
  };
  viewer.addEventListener("load", () => loaded(viewer, status), { once: true });
  viewer.addEventListener("error", failed);
  import(script).catch(failed);
  chooseVariants(viewer);
  report(viewer, page);
}

function loaded(viewer, status) {
  const tools = document.querySelector(".tools");
  tools.hidden = false;
  status.textContent = "Drag to turn, pinch or scroll to zoom";
  viewer.addEventListener("camera-change", (event) => {
    if (event.detail.source === "user-interaction") {
      status.style.opacity = 0;
    }
  });
  const home = {
    orbit: viewer.getAttribute("camera-orbit") ?? "auto auto auto",
    target: viewer.getAttribute("camera-target") ?? "auto auto auto",
    field: viewer.getAttribute("field-of-view") ?? "auto",
  };
  document.querySelector("#home").addEventListener("click", () => {
    viewer.cameraOrbit = home.orbit;
    viewer.cameraTarget = home.target;
    viewer.fieldOfView = home.field;
  });
  measure(viewer, document.querySelector("#measure"));
  offerRoom(viewer, document.querySelector("#room"));
}

// Only where this device can: phones with AR, and headsets.
function offerRoom(viewer, button) {
  button.hidden = !viewer.canActivateAR;
  button.addEventListener("click", () => viewer.activateAR());
}

// ---- variants

function chooseVariants(viewer) {
  const choices = document.querySelector(".variants");
  if (!choices) {
    return;
  }
  const chosen = document.querySelector("#chosen");
  choices.disabled = false;
  choices.addEventListener("change", (event) => {
    viewer.variantName = event.target.value;
    chosen.textContent = event.target.value;
  });
}

// ---- dimensions

const AXES = ["width", "height", "depth"];

function measure(viewer, button) {
  let drawing = null;
  button.addEventListener("click", () => {
    drawing ??= new Drawing(viewer);
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    drawing.show(shown);
  });
}

class Drawing {
  constructor(viewer) {
    this.viewer = viewer;
    this.shown = false;
    this.parts = AXES.map((axis) => this.makePart(axis));
    this.svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.svg.classList.add("lines");
    this.svg.setAttribute("aria-hidden", "true");
    this.svg.append(...this.parts.map((part) => part.line));
    viewer.append(this.svg);
    viewer.addEventListener("camera-change", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(viewer);
  }

  makePart(axis) {
    const point = (name, className) => {
      const element = document.createElement("div");
      element.slot = `hotspot-${axis}-${name}`;
      element.className = className;
      element.dataset.position = "0m 0m 0m";
      element.dataset.normal = "0m 1m 0m";
      this.viewer.append(element);
      return element;
    };
    const label = point("label", "measure");
    label.textContent = this.viewer.dataset[axis];
    return {
      from: point("from", "corner"),
      to: point("to", "corner"),
      label,
      line: document.createElementNS("http://www.w3.org/2000/svg", "line"),
    };
  }

  show(shown) {
    this.shown = shown;
    this.svg.style.display = shown ? "" : "none";
    for (const part of this.parts) {
      part.label.style.display = shown ? "" : "none";
    }
    this.place();
    this.draw();
  }

  // Along the edges of the box that face the customer, a little outside of it.
  place() {
    const center = this.viewer.getBoundingBoxCenter();
    const size = this.viewer.getDimensions();
    const { theta } = this.viewer.getCameraOrbit();
    const x = (Math.sin(theta) < 0 ? -1 : 1) * size.x * 0.5;
    const z = (Math.cos(theta) < 0 ? -1 : 1) * size.z * 0.5;
    const out = 1.06;
    const bottom = center.y - size.y * 0.5;
    const top = center.y + size.y * 0.5;
    // The upright stands at the silhouette: at the end of the side that is seen more.
    const upright = Math.abs(Math.sin(theta)) < Math.SQRT1_2 ? [-x, z] : [x, -z];
    const ends = [
      [[center.x - size.x / 2, bottom, center.z + z * out], [center.x + size.x / 2, bottom, center.z + z * out]],
      [[center.x + upright[0] * out, bottom, center.z + upright[1] * out], [center.x + upright[0] * out, top, center.z + upright[1] * out]],
      [[center.x + x * out, bottom, center.z - size.z / 2], [center.x + x * out, bottom, center.z + size.z / 2]],
    ];
    this.parts.forEach((part, i) => {
      const [from, to] = ends[i];
      const middle = from.map((value, k) => (value + to[k]) / 2);
      this.move(part.from, from);
      this.move(part.to, to);
      this.move(part.label, middle);
    });
  }

  move(element, position) {
    this.viewer.updateHotspot({ name: element.slot, position: position.map((value) => `${value}m`).join(" ") });
  }

  draw() {
    if (!this.shown) {
      return;
    }
    this.place();
    for (const { from, to, line } of this.parts) {
      const a = this.viewer.queryHotspot(from.slot)?.canvasPosition;
      const b = this.viewer.queryHotspot(to.slot)?.canvasPosition;
      if (a && b) {
        line.setAttribute("x1", a.x);
        line.setAttribute("y1", a.y);
        line.setAttribute("x2", b.x);
        line.setAttribute("y2", b.y);
      }
    }
  }
}

// ---- how fast the page was: no cookie, no id, two numbers

function report(viewer, page) {
  let paint = 0;
  let load = 0;
  let sent = false;
  if (PerformanceObserver.supportedEntryTypes?.includes("largest-contentful-paint")) {
    new PerformanceObserver((list) => {
      paint = list.getEntries().at(-1).startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
  }
  viewer.addEventListener("load", () => { load = performance.now(); }, { once: true });
  const send = () => {
    if (!sent && document.visibilityState === "hidden") {
      sent = true;
      const body = JSON.stringify({ page, largest_paint_ms: Math.round(paint), model_load_ms: Math.round(load) });
      navigator.sendBeacon("/v1/beacons", new Blob([body], { type: "application/json" }));
    }
  };
  document.addEventListener("visibilitychange", send);
  addEventListener("pagehide", send);
}
