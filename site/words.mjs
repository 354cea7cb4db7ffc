// The same in words: the sentences and the tables that stand for the pictures.

const heading = (textContent, scope) =>
  Object.assign(document.createElement("th"), { textContent, scope });

function tableOf({ caption, columns, rows }, corner) {
  const table = document.createElement("table");
  table.createCaption().textContent = caption;
  const head = table.createTHead().insertRow();
  if (corner) head.append(heading(corner, "col"));
  else head.insertCell();
  head.append(...columns.map((text) => heading(text, "col")));
  for (const [name, ...cells] of rows) {
    const row = table.insertRow();
    row.append(heading(name, "row"));
    for (const text of cells) row.insertCell().textContent = text;
  }
  return table;
}

export function showWords({ sentences, table, weights }) {
  document
    .getElementById("words")
    .replaceChildren(
      ...sentences.map((textContent) =>
        Object.assign(document.createElement("p"), { textContent }),
      ),
      tableOf(table),
      ...weights.map((layer) => tableOf(layer, "From")),
    );
}
