/** What is reserved and used of one scope, and the level of one resource that this comes to. */

import { type Amounts, addTo, type Sum } from "./amounts.ts";

/** What is reserved, what launched tasks use, and how much of that comes out of reservations. */
export class Book {
  readonly reserved: Sum = new Map();
  readonly used: Sum = new Map();
  readonly usedReserved: Sum = new Map();

  add(other: Book, by: 1 | -1): void {
    addTo(this.reserved, other.reserved, by);
    addTo(this.used, other.used, by);
    addTo(this.usedReserved, other.usedReserved, by);
  }
}

export type Column = "reserved" | "used" | "usedReserved";

export interface AgentCapacity {
  registered: boolean;
  total: Amounts;
  readonly all: Book;
  readonly byRole: Map<string, Book>;
}

/** One resource of one scope, in thousandths. `total` is `unreserved` and `reserved` together. */
export interface Level {
  readonly total: number;
  /** In nobody's reservation, used or not. */
  readonly unreserved: number;
  readonly reserved: number;
  readonly used: number;
  /** Reserved and held by no launched task. */
  readonly stranded: number;
}

export const nothing: Level = { total: 0, unreserved: 0, reserved: 0, used: 0, stranded: 0 };

export function bookOf(agent: AgentCapacity, role: string): Book {
  let book = agent.byRole.get(role);
  if (book === undefined) {
    book = new Book();
    agent.byRole.set(role, book);
  }
  return book;
}

export function level(total: number, book: Book, resource: string): Level {
  const reserved = book.reserved.get(resource) ?? 0;
  return {
    total,
    unreserved: total - reserved,
    reserved,
    used: book.used.get(resource) ?? 0,
    stranded: reserved - (book.usedReserved.get(resource) ?? 0),
  };
}
