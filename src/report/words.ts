/** Words of which there are few, such as states and reasons, each with a number in order of appearance; 0 is no word. */

export class Words {
  readonly #words: string[] = [""];
  readonly #numbers = new Map<string, number>([["", 0]]);

  numberOf(word: string): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#words.length;
      this.#words.push(word);
      this.#numbers.set(word, number);
    }
    return number;
  }

  /** The word that has that number; "" where none has. */
  word(number: number): string {
    return this.#words[number] ?? "";
  }
}
