/** Zoom is the width of the drawing, so that panning is the browser's own scrolling. */
function setUpDiagram(figure) {
  const canvas = figure.querySelector(".canvas");
  const svg = canvas.querySelector("svg");
  const full = Number(svg.dataset.width);
  const zoom = (factor, at = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 }) => {
    const before = svg.getBoundingClientRect().width;
    const width = Math.min(full * 3, Math.max(280, before * factor));
    svg.style.setProperty("--zoomed", `${width}px`);
    const grown = width / before;
    canvas.scrollLeft = (canvas.scrollLeft + at.x) * grown - at.x;
    canvas.scrollTop = (canvas.scrollTop + at.y) * grown - at.y;
  };
  const fit = () => svg.style.setProperty("--zoomed", `${Math.min(full, canvas.clientWidth - 2)}px`);
  const tools = createElement("div", { className: "tools" });
  for (const [text, label, action] of [
    ["+", "Zoom in", () => zoom(1.3)],
    ["−", "Zoom out", () => zoom(1 / 1.3)],
    ["Fit", "Fit to the width", fit],
    ["1:1", "1:1, full size", () => zoom(full / svg.getBoundingClientRect().width)],
  ]) {
    tools.append(
      createElement("button", {
        type: "button",
        textContent: text,
        title: label,
        ariaLabel: label,
        onclick: action,
      }),
    );
  }
  figure.prepend(tools);
  canvas.addEventListener("keydown", (event) => {
    const action = { "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: fit }[
      event.key
    ];
    if (!action || event.ctrlKey || event.metaKey) return;
    action();
    event.preventDefault();
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = canvas.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top });
    },
    { passive: false },
  );
  if (figure.classList.contains("tables")) showOwn(canvas, figure.dataset.own);
  setUpDragging(canvas);
  setUpPinching(canvas, zoom);
  setUpNeighbors(svg);
}

/** Scrolls to the table that the page is about, else to the one at the top. */
function showOwn(canvas, own) {
  const cards = [...canvas.querySelectorAll(".card")];
  const findTop = (card) => card.getBoundingClientRect().top;
  const [highest] = cards.toSorted((one, other) => findTop(one) - findTop(other));
  const card = cards.find(({ dataset }) => dataset.table === own) ?? highest;
  if (!card) return;
  const [inner, outer] = [card.getBoundingClientRect(), canvas.getBoundingClientRect()];
  canvas.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
  if (card === highest) return;
  canvas.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2;
}

/** Two fingers zoom the drawing, not the page. */
function setUpPinching(canvas, zoom) {
  let distance;
  const measure = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  canvas.addEventListener("touchstart", ({ touches }) => {
    distance = touches.length === 2 ? measure(touches) : undefined;
  });
  canvas.addEventListener(
    "touchmove",
    (event) => {
      if (distance === undefined || event.touches.length !== 2) return;
      event.preventDefault();
      const [one, other] = event.touches;
      const { left, top } = canvas.getBoundingClientRect();
      const now = measure(event.touches);
      const middle = {
        x: (one.clientX + other.clientX) / 2 - left,
        y: (one.clientY + other.clientY) / 2 - top,
      };
      zoom(now / distance, middle);
      distance = now;
    },
    { passive: false },
  );
}

function setUpDragging(canvas) {
  let last;
  let isMoved = false;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    last = event;
    isMoved = false;
  });
  addEventListener("pointermove", (event) => {
    if (!last) return;
    isMoved ||= Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) > 4;
    if (!isMoved) return;
    canvas.classList.add("dragging");
    canvas.scrollBy(last.clientX - event.clientX, last.clientY - event.clientY);
    last = event;
  });
  addEventListener("pointerup", () => {
    last = undefined;
    canvas.classList.remove("dragging");
  });
  canvas.addEventListener("click", (event) => isMoved && event.preventDefault(), true);
  canvas.addEventListener("dragstart", (event) => event.preventDefault());
}

/** Shows a table with the tables that it refers to, and that refer to it. */
function setUpNeighbors(svg) {
  const show = (table) => {
    const near = new Set([table]);
    for (const edge of svg.querySelectorAll(".edge")) {
      const { from, to } = edge.dataset;
      const isNear = from === table || to === table;
      edge.classList.toggle("near", isNear);
      if (isNear) near.add(from).add(to);
    }
    for (const card of svg.querySelectorAll(".card"))
      card.classList.toggle("near", near.has(card.dataset.table));
    svg.classList.toggle("focused", table !== undefined && near.size > 1);
  };
  for (const [name, isOver] of [
    ["pointerover", true],
    ["focusin", true],
    ["pointerout", false],
    ["focusout", false],
  ]) {
    svg.addEventListener(name, (event) =>
      show(isOver ? event.target.closest(".card")?.dataset.table : undefined),
    );
  }
}
