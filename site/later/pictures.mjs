// Pictures for the reader: each figure as PNG, or as SVG, whose lines and letters stay lines and
// letters at any size. Bokeh leaves the background clear; the file gets that of a card.

import { saveBlob } from "../files.mjs";

const SVG = "http://www.w3.org/2000/svg";
const FORMATS = { PNG: asPng, SVG: asSvg };

const nameOf = ({ model }) => model.html_attributes["aria-label"] ?? model.name;

// The figures that the reader can see, in the order of the page.
function figuresThere() {
  const isFigure = (view) => view.model instanceof Bokeh.Models.Plot;
  const figures = [...Bokeh.index.query(isFigure)].filter(({ el }) => isShown(el));
  const tops = new Map(figures.map((view) => [view, view.el.getBoundingClientRect().top]));
  return figures.sort((one, other) => tops.get(one) - tops.get(other));
}

function isShown(element) {
  const { width, height } = element.getBoundingClientRect();
  const seen = { visibilityProperty: true, opacityProperty: true };
  return width > 0 && height > 0 && element.checkVisibility(seen);
}

async function asPng(view, background) {
  const layer = view.export("png").canvas;
  const canvas = document.createElement("canvas");
  canvas.width = layer.width;
  canvas.height = layer.height;
  const context = canvas.getContext("2d");
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(layer, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function asSvg(view, background) {
  const text = await (await view.export("svg").to_blob()).text();
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const paper = document.createElementNS(SVG, "rect");
  const parts = { width: "100%", height: "100%", fill: background };
  for (const [name, value] of Object.entries(parts)) paper.setAttribute(name, value);
  const title = document.createElementNS(SVG, "title");
  title.textContent = nameOf(view);
  svg.prepend(title, paper);
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
}

// A name such as backprop-circle-epoch-120-boundary.svg.
function fileName(view, format) {
  const given = new URLSearchParams(location.hash.slice(1)).get("dataset") ?? "circle";
  const dataset = given.replace(/[^a-z0-9_-]/gi, "");
  const epoch = Math.floor(Number(document.documentElement.dataset.epoch) || 0);
  return `backprop-${dataset}-epoch-${epoch}-${view.model.name}.${format.toLowerCase()}`;
}

function entry(view, place) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = nameOf(view);
  item.append(name);
  for (const [format, make] of Object.entries(FORMATS)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = format;
    button.setAttribute("aria-label", `${format}: ${nameOf(view)}`);
    button.onclick = async () => {
      const background = getComputedStyle(place).backgroundColor;
      saveBlob(fileName(view, format), await make(view, background));
      place.hidePopover(); // and the focus goes back to what opened it
    };
    item.append(button);
  }
  return item;
}

// Above the button or below it, where there is room, and within the page.
function put(place, opener) {
  const box = opener.getBoundingClientRect();
  const { width, height } = place.getBoundingClientRect();
  const top = box.bottom + height + 8 < innerHeight ? box.bottom + 4 : box.top - height - 4;
  const left = Math.min(box.left, document.documentElement.clientWidth - width - 8);
  place.style.top = `${scrollY + Math.max(8, top)}px`;
  place.style.left = `${scrollX + Math.max(8, left)}px`;
}

// Fills the open menu with the pictures that are there now.
export function listPictures(place, opener) {
  const list = document.createElement("ul");
  list.append(...figuresThere().map((view) => entry(view, place)));
  place.replaceChildren(list);
  put(place, opener);
  place.querySelector("button")?.focus({ preventScroll: true });
}
