import { NightSkiesError, problem, type ReportPicture } from '@nightskies/contracts';
import { html, trusted, type Markup } from './markup.js';

/** Pictures by their file, as `data:image/...;base64,...`. */
export type ReportPictures = Readonly<Record<string, string>>;

const dataUri = /^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

function sourceOf(file: string, uri: string): Markup {
  if (dataUri.test(uri)) return trusted(uri);
  throw new NightSkiesError(
    problem('bad-picture', 'a picture of the report is not in the page itself', {
      file,
      found: uri.slice(0, 40),
      expected: 'data:image/png;base64,... (png, jpeg or webp)',
      hint: 'Hand the bytes of the picture in as base64.',
    }),
  );
}

/** The pictures of a set; one that was not handed in leaves its words. */
export function pictureFigures(
  pictures: readonly ReportPicture[],
  sources: ReportPictures,
): Markup {
  if (pictures.length === 0) return html`<p>No pictures were made.</p>`;
  const figures = pictures.map(({ file, title, alternative, caption, shape }) => {
    const uri = sources[file];
    const picture =
      uri === undefined
        ? html`<p class="absent">The picture ${file} is not at hand. It shows: ${alternative}</p>`
        : html`<img src="${sourceOf(file, uri)}" alt="${alternative}" />`;
    const words = caption === null ? null : html` ${caption}`;
    return html`<figure class="${shape}">
      ${picture}
      <figcaption><b>${title}.</b>${words}</figcaption>
    </figure>`;
  });
  return html`<div class="pictures">${figures}</div>`;
}
