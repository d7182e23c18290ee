// Text as search compares it: without case, width or diacritics, hiragana as katakana. The server folds alike.
const ALIKE = { đ: "d", ð: "d", ø: "o", ł: "l", ı: "i", æ: "ae", œ: "oe", ß: "ss" };

const asKatakana = (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60);

export const folded = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[đðøłıæœß]/g, (letter) => ALIKE[letter])
    .replace(/[\u3041-\u3096\u309d\u309e]/g, asKatakana)
    .replace(/(?![\u3099\u309a])\p{M}/gu, "");
