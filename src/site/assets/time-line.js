/** The tables with their columns, and the relations, that are there at a version. */
function findState(version) {
  const tables = new Map();
  const relations = new Set();
  for (const step of window.siteGrowth) {
    if (step.version > version) break;
    for (const [table, [mark, columns]] of Object.entries(step.tables)) {
      if (mark === "went") tables.delete(table);
      else tables.set(table, columns);
    }
    for (const relation of step.cameRelations) relations.add(relation);
    for (const relation of step.wentRelations) relations.delete(relation);
  }
  return { tables, relations };
}

/** Shows the tables and relations of a state on the map, and marks those that changed. */
function showState(map, { tables, relations }, marks) {
  for (const table of map.querySelectorAll(".table")) {
    const { table: name } = table.dataset;
    table.classList.toggle("absent", !tables.has(name));
    for (const mark of ["came", "went", "changed"]) table.classList.toggle(mark, marks.get(name) === mark);
    table.querySelector(".count").textContent = tables.get(name) ?? "";
  }
  for (const path of map.querySelectorAll("[data-relation]")) {
    path.classList.toggle("absent", !relations.has(path.dataset.relation));
  }
}

/** On a narrow screen, scrolls a map to the first table that it marks. */
function showMarked(map) {
  const marked = map.querySelector(".came, .went, .changed");
  if (!marked) return;
  const [inner, outer] = [marked.getBoundingClientRect(), map.parentElement.getBoundingClientRect()];
  map.parentElement.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

function linkVersion({ version, label, title }) {
  const href = `${root}versions/${label.toLowerCase()}.html`;
  return createElement("a", { href, textContent: `${label} ${title}`, id: `now-${version}` });
}

/** How long each version is shown while the time line plays. */
const playPauseMs = 450;

function setUpTimeLine(place) {
  const steps = window.siteGrowth;
  const [slider, now, play, cursor] = ["input", ".now", ".play", "line"].map((name) =>
    place.querySelector(name),
  );
  const map = document.querySelector(".map");
  const show = (index) => {
    const step = steps[index];
    const { tables, relations } = findState(step.version);
    const marks = new Map(Object.entries(step.tables).map(([table, [mark]]) => [table, mark]));
    showState(map, { tables, relations }, marks);
    slider.value = index;
    slider.setAttribute("aria-valuetext", `${step.label} ${step.title}`);
    const x = (index / Math.max(1, steps.length - 1)) * 1000;
    for (const end of ["x1", "x2"]) cursor.setAttribute(end, x);
    const counts = `${step.tableCount} tables, ${step.columnCount} columns`;
    now.replaceChildren(
      linkVersion(step),
      createElement("small", { textContent: counts }),
      createElement("span", { textContent: step.summary }),
    );
    history.replaceState(null, "", `#${step.label.toLowerCase()}`);
  };
  let timer;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  };
  const advance = () => {
    if (Number(slider.value) < steps.length - 1) show(Number(slider.value) + 1);
    else stop();
  };
  play.onclick = () => {
    if (timer !== undefined) return stop();
    if (Number(slider.value) === steps.length - 1) show(0);
    timer = setInterval(advance, playPauseMs);
    play.textContent = "Stop";
    play.setAttribute("aria-pressed", "true");
  };
  slider.oninput = () => {
    stop();
    show(Number(slider.value));
  };
  const asked = steps.findIndex(({ label }) => location.hash === `#${label.toLowerCase()}`);
  show(asked < 0 ? steps.length - 1 : asked);
  place.hidden = false;
}
