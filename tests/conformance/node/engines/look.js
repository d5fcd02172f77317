// What an engine shows of a page of the book, told in the same words for every engine.

const flat = (entries, children) => entries.flatMap(entry => [entry, ...flat(entry[children] ?? [], children)])

/** Entries of a table of contents or page list, nested ones after their parent: label and address. */
export const listed = (entries, label, children) =>
    flat(entries ?? [], children).map(entry => [entry[label].trim().replace(/\s+/g, " "), entry.href])

const settled = picture => picture.complete ? null : new Promise(done => {
    picture.addEventListener("load", done)
    picture.addEventListener("error", done)
})

/** The words of a rendered page, those that can be seen, and its pictures: alternative text, and whether it is drawn. */
export const look = async document => {
    await Promise.all([...document.images].map(settled))
    return {
        text: document.body.textContent,
        seen: document.body.innerText,
        images: [...document.images].map(picture => [picture.alt, picture.naturalWidth > 0]),
    }
}

/** Whether the place that a link leads to is on the page that is shown. */
export const holds = (document, href) => {
    const id = href.split("#")[1]
    return id ? document.getElementById(id) !== null : true
}

/** A box of a phone's size to read in. */
export const screen = () => {
    const box = document.createElement("div")
    box.style = "position: relative; width: 390px; height: 800px"
    document.body.append(box)
    return box
}
