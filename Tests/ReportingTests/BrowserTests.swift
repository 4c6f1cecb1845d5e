import Foundation
import SupplyNetwork
import TestSupport
import Testing
import Wording

@testable import Reporting

/// The report in a real browser. Skipped, and said so, where no Chromium is installed (`make setup` installs it).
@Suite(.serialized, .enabled(if: Chromium.binary != nil, "Chromium is not installed: the report was not opened in a browser"))
struct BrowserTests {
    static let record = SampleRecord(siteCount: 60, productCount: 12, weekCount: 104).record
    static let english = SampleRecord(siteCount: 60, productCount: 12, weekCount: 104, isASCII: true).record
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func page(_ language: Language, _ record: RunRecord? = nil) throws -> String {
        let record = record ?? (language == .english ? BrowserTests.english : BrowserTests.record)
        return try ReportFolder(options: ReportingOptions(language: language)).text("report.html", of: record)
    }

    /// Nothing wider than the page, nothing smaller than 11 px, no two labels of a chart on top of each other or cut off.
    private static let layout = """
        var d=w.document,out=[].concat(errors.map(function(e){return "error "+e;}));
        if(d.documentElement.scrollWidth>w.innerWidth+1)out.push("page is "+d.documentElement.scrollWidth+" wide in "+w.innerWidth);
        var walk=d.createTreeWalker(d.body,4),n;
        while(n=walk.nextNode()){if(!n.textContent.trim())continue;var p=n.parentElement;if(/script|style|title|desc/i.test(p.tagName))continue;
        if(!p.getClientRects().length)continue;var size=parseFloat(w.getComputedStyle(p).fontSize);
        if(size<11)out.push(size+" px: "+n.textContent.trim().slice(0,40));}
        d.querySelectorAll("main svg.chart").forEach(function(s){if(!s.getClientRects().length)return;
        var box=s.closest("section").getBoundingClientRect(),ts=[].filter.call(s.querySelectorAll("text"),function(t){return w.getComputedStyle(t).display!=="none";})
        .map(function(t){var r=t.getBoundingClientRect();return {r:r,t:t.textContent};});
        ts.forEach(function(a,i){if(a.r.left<box.left-1||a.r.right>box.right+1)out.push("cut off: "+a.t);
        ts.slice(i+1).forEach(function(b){var x=Math.min(a.r.right,b.r.right)-Math.max(a.r.left,b.r.left),y=Math.min(a.r.bottom,b.r.bottom)-Math.max(a.r.top,b.r.top);
        if(x>1&&y>3)out.push("overlap: "+a.t+" / "+b.t);});});
        if(!s.querySelector("rect:not(.track),polyline,circle"))out.push("empty chart: "+(s.querySelector("title")||{}).textContent);});
        return out.slice(0,12).join("\\n")||"fine";
        """

    @Test(arguments: [Language.chinese, .english], [1440, 390])
    func thePageIsWholeAndReadable(language: Language, width: Int) throws {
        let found = try Chromium.probe(try page(language), width: width, BrowserTests.layout, in: folder.url)
        #expect(found == "fine")
    }

    @Test(arguments: [Language.chinese, .english])
    func anEmptyPageIsFineToo(language: Language) throws {
        #expect(try Chromium.probe(try page(language, SampleRecord.empty), width: 390, BrowserTests.layout, in: folder.url) == "fine")
    }

    @Test func namesOfAnyKindRunNothing() throws {
        let hostile = BrowserTests.english.renamed([
            "<script>parent.errors.push('ran')</script>", "<img src=x onerror=\"parent.errors.push('ran')\">",
        ])
        let probe = """
            var f=w.document.getElementById("find-site");f.value="script";f.dispatchEvent(new w.Event("input"));
            return errors.length+" "+w.document.querySelectorAll("main img").length+" "+(w.document.querySelector("#found").textContent.indexOf("<script>")>=0);
            """
        #expect(try Chromium.probe(try page(.english, hostile), width: 1440, probe, in: folder.url) == "0 0 true")
    }

    @Test func tablesSortAndFilter() throws {
        let probe = """
            var d=w.document,t=d.querySelector("#piling table"),b=t.tBodies[0];
            var col=[].findIndex.call(t.tHead.rows[0].cells,function(c){return c.textContent==="On hand";});
            var values=function(){return [].map.call(b.rows,function(r){return parseFloat(r.cells[col].getAttribute("data-v"));});};
            var before=values().length,button=t.tHead.rows[0].cells[col].querySelector("button");
            button.click();var down=values(),falls=down.every(function(x,i){return !i||down[i-1]>=x;});
            button.click();var up=values(),rises=up.every(function(x,i){return !i||up[i-1]<=x;});
            var f=d.querySelector("#piling input.filter"),q=b.rows[0].cells[0].querySelector("small").textContent;
            f.value=q;f.dispatchEvent(new w.Event("input"));
            var seen=[].filter.call(b.rows,function(r){return !r.hidden;}),fits=seen.every(function(r){return r.textContent.indexOf(q)>=0;});
            return [falls,rises,up.length===before,t.tHead.rows[0].cells[col].getAttribute("aria-sort"),seen.length>0&&seen.length<before,fits,errors.length].join(" ");
            """
        #expect(try Chromium.probe(try page(.english), width: 1440, probe, in: folder.url) == "true true true ascending true true 0")
    }

    /// Folding, searching and unfolding in a network whose rows below the first are made when they are asked for.
    @Test func theNetworkFoldsAndIsSearched() throws {
        let large = SampleRecord(siteCount: 700, productCount: 1, weekCount: 20, isASCII: true).record
        let probe = """
            var d=w.document,out=[],shown=function(){return [].filter.call(d.querySelectorAll(".net li[id]"),function(l){return !l.closest("details:not([open])");}).length;};
            var first=shown();out.push(first>4&&first<=40);
            out.push(d.getElementById("n650")===null);
            var f=d.getElementById("find-site");f.value="Owner 650";f.dispatchEvent(new w.Event("input"));
            out.push(d.querySelectorAll("#found button").length);
            d.querySelector("#found button").click();
            var hit=d.querySelector(".hit");out.push(hit&&hit.id==="n650"&&!hit.closest("details:not([open])"));
            out.push(hit.querySelector("b").textContent);
            d.getElementById("fold").click();out.push(shown()<first+1);
            f.value="nobody at all";f.dispatchEvent(new w.Event("input"));out.push(d.getElementById("found").textContent);
            d.getElementById("unfold").click();out.push(shown()>=first);
            return out.concat(errors).join("|");
            """
        let answer = try Chromium.probe(try page(.english, large), width: 1440, probe, in: folder.url)
        #expect(answer == "true|true|1|true|Owner 650|true|No such site|true")
    }

    /// 5,000 sites: what is written out does not grow with the network, and the page stays small.
    @Test func aNetworkOfFiveThousandSitesOpens() throws {
        func page(sites: Int) throws -> String {
            try self.page(.english, SampleRecord(siteCount: sites, productCount: 2, weekCount: 26, isASCII: true).record)
        }
        let (large, small) = (try page(sites: 5_000), try page(sites: 1_000))
        #expect(large.utf8.count < 5_000_000)
        let probe = "return errors.length+' '+w.document.querySelectorAll('*').length+' '+w.document.readyState;"
        let answers = try [small, large].map { try Chromium.probe($0, width: 1440, probe, in: folder.url).split(separator: " ") }
        for answer in answers { #expect(answer.first == "0" && answer.last == "complete") }
        let elements = answers.map { Double($0.dropFirst().first ?? "") ?? .nan }
        #expect(elements[1] < 1.1 * elements[0], "\(elements) elements at 1,000 and at 5,000 sites")
    }

    @Test(.enabled(if: Chromium.tool("pdftotext") != nil, "pdftotext is not installed: the printed report was not read"))
    func printHasEverySection() throws {
        let file = folder.url.appendingPathComponent("report.html")
        let pdf = folder.url.appendingPathComponent("report.pdf")
        try Data(try page(.english).utf8).write(to: file)
        try Chromium.print(file, to: pdf)
        let tool = try #require(Chromium.tool("pdftotext"))
        let text = try Chromium.run(tool, ["-layout", pdf.path, "-"])
        let wording = Wording(.english)
        let sections: [ReportLabel] = [
            .networkPicture, .whereStockLies, .networkFlow, .demand, .stockpiling, .plan, .rebalancing, .alerts, .forecastReview,
            .dataQuality, .definitions, .capitalByTier, .ordersToApprove,
        ]
        for section in sections { #expect(text.contains(wording.label(section)), "\(section)") }
        // What is folded on the screen is printed: the last case and the last supplier that are listed.
        #expect(text.contains("8. "))
    }
}
