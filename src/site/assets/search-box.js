/** Entries whose words begin with all words of the query come first, then those that only contain them. */
function findEntries(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ([kind, label, , note]) => {
    const name = label.toLowerCase();
    const text = `${kind} ${name} ${note.toLowerCase()}`;
    if (!words.every((word) => text.includes(word))) return 0;
    const [first = ""] = words;
    if (name === first) return 4;
    if (name.startsWith(first)) return 3;
    return words.every((word) => name.includes(word)) ? 2 : 1;
  };
  return (window.siteIndex ?? [])
    .map((entry) => [rank(entry), entry])
    .filter(([points]) => points > 0)
    .sort(([one], [other]) => other - one)
    .slice(0, 30)
    .map(([, entry]) => entry);
}

function setUpSearch(place) {
  const list = createElement("ul", { id: "results", role: "listbox", ariaLabel: "Results", hidden: true });
  const input = createElement("input", { type: "search", placeholder: "Search  /", ariaLabel: "Search" });
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-controls": "results",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    autocomplete: "off",
  })) {
    input.setAttribute(name, value);
  }
  let active = -1;
  const show = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) input.removeAttribute("aria-activedescendant");
  };
  const select = (index) => {
    const items = [...list.children];
    if (items.length === 0) return;
    active = (index + items.length) % items.length;
    for (const [at, item] of items.entries()) item.setAttribute("aria-selected", String(at === active));
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  };
  const update = () => {
    const entries = input.value.trim() === "" ? [] : findEntries(input.value);
    list.replaceChildren(
      ...entries.map(([kind, label, path, note], index) => {
        const item = createElement(
          "li",
          { id: `result-${index}`, role: "option" },
          createElement("small", { textContent: kind }),
          createElement("span", { textContent: label }),
          createElement("em", { textContent: note }),
        );
        item.dataset.href = root + path;
        return item;
      }),
    );
    show(entries.length > 0);
    select(0);
  };
  const open = (item) => {
    if (!item) return;
    show(false);
    location.href = item.dataset.href;
  };
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") select(active + 1);
    else if (event.key === "ArrowUp") select(active - 1);
    else if (event.key === "Enter") open(list.children[active]);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    open(event.target.closest("li"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(?:INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? ""))
      return;
    event.preventDefault();
    input.focus();
  });
  place.append(input, list);
}
