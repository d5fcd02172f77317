import "foliate-js/view.js"
import { holds, listed, look, screen } from "./look.js"

window.open_book = async address => {
    const view = document.createElement("foliate-view")
    view.style = "display: block; width: 100%; height: 100%"
    screen().append(view)
    await view.open(address)
    view.renderer.setAttribute("flow", "scrolled")
    const shown = () => view.renderer.getContents()[0].doc
    return {
        toc: listed(view.book.toc, "label", "subitems"),
        pages: listed(view.book.pageList, "label", "subitems"),
        sections: view.book.sections.map(section => section.id),
        show: async href => {
            await view.goTo(href)
            return look(shown())
        },
        go: async href => {
            await view.goTo(href)
            return holds(shown(), href)
        },
    }
}
