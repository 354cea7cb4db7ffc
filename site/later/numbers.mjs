// How numbers are written in papers and lessons: six digits, those that are noughts at the end
// left out, and a real minus.

export function short(number, digits = 6) {
  const size = Math.abs(number);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e7)
      ? number.toExponential(digits - 1)
      : String(Number(number.toPrecision(digits)));
  return text.replace(/-/g, "−");
}
