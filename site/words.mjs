// The same in words: the sentences and the coarse table that stand for the pictures.

const make = (tag, text) => {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
};

function tableOf({ caption, columns, rows }) {
  const table = document.createElement("table");
  table.append(make("caption", caption));
  const head = table.createTHead().insertRow();
  head.append(make("td", ""), ...columns.map((text) => make("th", text)));
  for (const [name, ...cells] of rows) {
    const row = table.insertRow();
    row.append(make("th", name), ...cells.map((text) => make("td", text)));
  }
  return table;
}

export function showWords({ sentences, table }) {
  document
    .getElementById("words")
    .replaceChildren(...sentences.map((text) => make("p", text)), tableOf(table));
}
