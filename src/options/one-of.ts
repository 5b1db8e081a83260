import { z } from "zod";
import { didYouMean } from "./did-you-mean.ts";

/** One of some words; the message names all of them, and the one that was probably meant. */
export function oneOf<Word extends string>(words: readonly Word[]): z.ZodType<Word> {
  const list = words.join(", ");
  return z.enum(words, {
    error: ({ input }) => `must be one of ${list}${didYouMean(input, words)}`,
  });
}
