/** Ticks of an axis: round numbers from 0 to at least `most`, about four of them. */
export function axisTicks(most: number): readonly number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10;
  const count = Math.ceil(most / (step * magnitude) - ROUNDING);
  return Array.from({ length: count + 1 }, (_, at) =>
    Number((at * step * magnitude).toPrecision(6)),
  );
}

const ROUNDING = 1e-9;
