/**
 * Folds the differences of each version from the one before into those between two versions: of what changed twice,
 * the first value and the last. A renamed column goes on under its new name. Down, what came goes.
 */
function foldDifferences(steps, from, to) {
  if (from > to) return foldDifferences(steps, to, from).map(reverseDifference);
  const objects = new Map();
  for (const [version, differences] of steps) {
    if (version > from && version <= to)
      for (const difference of differences) foldDifference(objects, difference);
  }
  const isWhole = ({ isBefore, isAfter }) => isBefore && isAfter;
  return [...objects.values()].flatMap((object) => {
    const { kind, table, name, isBefore, isAfter, values } = object;
    const owner = objects.get(`table  ${table}`);
    if (owner && !isWhole(owner)) return [];
    if (!isWhole(object))
      return isBefore === isAfter
        ? []
        : [
            {
              kind,
              table,
              name: isAfter ? name : findFirstName(object),
              mark: isAfter ? "came" : "went",
              changes: [],
            },
          ];
    const changes = [...values].filter(([, [first, last]]) => JSON.stringify(first) !== JSON.stringify(last));
    return changes.length === 0 ? [] : [{ kind, table, name, mark: "changed", changes }];
  });
}

/** What a column is called before all versions that rename it. */
function findFirstName({ name, values }) {
  const [first] = values.get("name") ?? [name];
  return first;
}

function foldDifference(objects, [kind, table, name, outcome, property, expected, actual]) {
  const key = `${kind} ${table} ${name}`;
  if (property === "name") {
    const renamed = objects.get(`${kind} ${table} ${expected}`);
    objects.delete(`${kind} ${table} ${expected}`);
    if (renamed) objects.set(key, Object.assign(renamed, { name }));
  }
  const object = objects.get(key) ?? { kind, table, name, isBefore: outcome !== "extra", values: new Map() };
  objects.set(key, object);
  object.isAfter = outcome !== "missing";
  if (outcome !== "different") return;
  const [first] = object.values.get(property) ?? [expected];
  object.values.set(property, [first, actual]);
}

function reverseDifference({ mark, changes, ...object }) {
  const reversed = { came: "went", went: "came" }[mark] ?? mark;
  const [, [oldName] = []] = changes.find(([property]) => property === "name") ?? [];
  return {
    ...object,
    name: oldName ?? object.name,
    mark: reversed,
    changes: changes.map(([property, [first, last]]) => [property, [last, first]]),
  };
}
