const signs = { came: "+", went: "−", changed: "~" };
const words = { came: "new", went: "removed", changed: "changed" };

function createMark(mark) {
  return createElement(
    "span",
    { className: `mark ${mark}` },
    createElement("span", { textContent: signs[mark], ariaHidden: "true" }),
    createElement("span", { textContent: `${words[mark]}: `, className: "hidden" }),
  );
}

const printValue = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** A part of a table with what changed in it, on lines as the pages of the versions have them. */
function createPart({ kind, name, mark, changes }) {
  const details = changes.filter(([property]) => property !== "body");
  return createElement(
    "li",
    {},
    createMark(mark),
    createElement("span", { className: "kind", textContent: `${kind} ` }),
    createElement("code", { textContent: name }),
    ...details.map(([property, [before, after]]) =>
      createElement("small", {
        textContent:
          property === "name"
            ? `renamed from ${before}`
            : `${property}: ${printValue(before)} → ${printValue(after)}`,
      }),
    ),
  );
}

/** The differences of a table, or of what belongs to none, as a card with an address. */
function createChange(table, { mark, parts }, { versions, columns }) {
  const name = table.replace(/^phoenix_kit_(?=.)/, "");
  const hasPage = document.querySelector(`[data-table="${table}"]`) !== null;
  const title = hasPage
    ? createElement("a", { href: `${root}tables/${encodeURIComponent(table)}.html`, textContent: name })
    : name || "Beside the tables";
  const id = `${versions}/${table || "beside"}`;
  const anchor = createElement("a", {
    className: "anchor",
    href: `#${id}`,
    textContent: "#",
    ariaLabel: "Address of this heading",
  });
  const isWhole = table !== "" && mark !== "changed";
  return createElement(
    "li",
    { className: `change ${mark}` },
    createElement("h2", { id }, createMark(mark), title, " ", anchor),
    ...(isWhole ? [createElement("p", { className: "size", textContent: `${columns} columns` })] : []),
    createElement("ul", { className: "lines" }, ...parts.map(createPart)),
  );
}

function groupDifferences(differences) {
  const tables = new Map();
  for (const difference of differences) {
    const isTable = difference.kind === "table";
    const table = isTable ? difference.name : difference.table;
    const found = tables.get(table) ?? { mark: "changed", parts: [] };
    tables.set(table, found);
    if (isTable && difference.mark !== "changed") found.mark = difference.mark;
    else found.parts.push(difference);
  }
  return new Map([...tables].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function setUpCompare(form) {
  const { from, to } = form.elements;
  const [map, now, list] = [".map", ".now", ".differences"].map((name) => document.querySelector(name));
  const show = () => {
    const [first, last] = [Number(from.value), Number(to.value)];
    const tables = groupDifferences(foldDifferences(window.siteDifferences, first, last));
    const [before, after] = [findState(first), findState(last)];
    const both = { tables: new Map([...before.tables, ...after.tables]), relations: after.relations };
    showState(map, both, new Map([...tables].map(([table, { mark }]) => [table, mark])));
    const count = [...tables.keys()].filter(Boolean).length;
    now.textContent =
      count === 0
        ? "The tables are the same."
        : `${count} ${count === 1 ? "table differs" : "tables differ"}.`;
    const versions = `${first}-${last}`;
    const cards = [...tables].map(([table, change]) =>
      createChange(table, change, { versions, columns: both.tables.get(table) }),
    );
    list.replaceChildren(createElement("ul", { className: "cards" }, ...cards));
    if (!location.hash.startsWith(`#${versions}/`)) history.replaceState(null, "", `#${versions}`);
  };
  form.querySelector(".swap").onclick = () => {
    [from.value, to.value] = [to.value, from.value];
    show();
  };
  form.onchange = show;
  const [, first, last] = /^#(\d+)-(\d+)(?:\/|$)/.exec(location.hash) ?? [];
  const exists = (version) => form.querySelector(`option[value="${version}"]`) !== null;
  if (exists(first) && exists(last)) [from.value, to.value] = [first, last];
  show();
  form.hidden = false;
  // its heading was not there when the browser looked for it
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
