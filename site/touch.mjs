// The points by touch and by keyboard. On a touch screen a finger on the picture scrolls the page,
// except where it starts on a point: there it drags the point. While the picture has the focus,
// some keys edit the points; all others stay the browser's.

const REACH = 20; // CSS pixels; about the part of a fingertip that touches

function touchesPoint(touch, doc) {
  const view = Bokeh.index.find_one(doc.get_model_by_name("boundary"));
  const box = view.canvas_view.el.getBoundingClientRect();
  const { x_scale, y_scale } = view.frame;
  const { x, y } = doc.get_model_by_name("points").data;
  for (let i = 0; i < x.length; i += 1) {
    const dx = box.left + x_scale.compute(x[i]) - touch.clientX;
    const dy = box.top + y_scale.compute(y[i]) - touch.clientY;
    if (Math.hypot(dx, dy) < REACH) return true;
  }
  return false;
}

// `figures()` gives the figures that are on the page now.
export function dragPointsByTouch(figures) {
  document.getElementById("boundary").addEventListener(
    "touchstart",
    (event) => {
      figures().quietly((doc) => {
        if (touchesPoint(event.touches[0], doc)) event.preventDefault();
      });
    },
    { passive: false },
  );
}

const NAMED = /^(Arrow(Left|Right|Up|Down)|Page(Up|Down)|Enter|Delete|Backspace|Escape)$/;
const LETTER = /^[a-jnp+=-]$/i;

export function onPointKey(send) {
  const picture = document.getElementById("boundary");
  picture.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey || !(NAMED.test(key) || LETTER.test(key))) return;
    event.preventDefault();
    event.stopPropagation();
    send({ key, large: shiftKey });
  });
}
