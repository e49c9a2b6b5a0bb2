/** Text as a FITS card can hold it: what is not printable ASCII becomes a question mark. */
export function cardText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
