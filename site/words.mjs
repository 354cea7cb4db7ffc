// The same in words: the sentences and the tables that stand for the pictures.

const make = (tag, text) => {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
};

function tableOf({ caption, columns, rows }, corner) {
  const table = document.createElement("table");
  table.append(make("caption", caption));
  const head = table.createTHead().insertRow();
  const heading = (text, scope) => Object.assign(make("th", text), { scope });
  head.append(
    corner ? heading(corner, "col") : make("td", ""),
    ...columns.map((text) => heading(text, "col")),
  );
  for (const [name, ...cells] of rows) {
    const row = table.insertRow();
    row.append(heading(name, "row"), ...cells.map((text) => make("td", text)));
  }
  return table;
}

export function showWords({ sentences, table, weights }) {
  document
    .getElementById("words")
    .replaceChildren(
      ...sentences.map((text) => make("p", text)),
      tableOf(table),
      ...weights.map((layer) => tableOf(layer, "From")),
    );
}
