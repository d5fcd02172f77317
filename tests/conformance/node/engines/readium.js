// Readium's navigator reads no EPUB itself: a server makes a web publication's manifest of it.
import { EpubNavigator } from "@readium/navigator"
import { HttpFetcher, Link, Locator, Manifest, Publication } from "@readium/shared"
import { holds, look, screen } from "./look.js"

window.open_book = async address => {
    const response = await fetch(address)
    const manifest = Manifest.deserialize(await response.json())
    manifest.setSelfLink(response.url)
    const publication = new Publication({ manifest, fetcher: new HttpFetcher(undefined, response.url) })
    const order = publication.readingOrder.items
    const positions = order.map((link, index) => new Locator({
        href: link.href,
        type: link.type,
        locations: { position: index + 1, progression: 0, totalProgression: index / order.length },
    }))
    const box = screen()
    const listeners = { handleLocator: () => false }
    const navigator = new EpubNavigator(box, publication, listeners, positions)
    await navigator.load()
    const shown = () => navigator._cframes[0].window.document
    const go = href => new Promise((done, failed) =>
        navigator.goLink(new Link({ href }), false, ok => ok ? done() : failed(new Error(`no way to ${href}`))))
    const entries = links => links.items.flatMap(link =>
        [[link.title, link.href], ...(link.children ? entries(link.children) : [])])
    return {
        toc: entries(publication.toc),
        pages: publication.linksWithRole("sub")?.items.map(link => [link.title, link.href]) ?? [],
        sections: order.map(link => link.href),
        show: async href => {
            await go(href)
            return look(shown())
        },
        go: async href => {
            await go(href)
            return holds(shown(), href)
        },
    }
}
