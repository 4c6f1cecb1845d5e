/// The report's script: sorting, filtering, folding and searching. It holds no words, and the page reads without it.
enum HTMLScript {
    static let text = """
        (function(){"use strict";
        document.querySelectorAll("table[data-sort]").forEach(function(t){
        var b=t.tBodies[0],hs=t.tHead.rows[0].cells;
        function key(r,i){var c=r.cells[i];var v=c.getAttribute("data-v");return v===null?c.textContent.trim():parseFloat(v);}
        Array.prototype.forEach.call(hs,function(h,i){var k=document.createElement("button");k.type="button";k.textContent=h.textContent;
        k.title=document.body.getAttribute("data-sort-hint");h.textContent="";h.appendChild(k);
        k.addEventListener("click",function(){var down=h.getAttribute("aria-sort")!=="descending";
        Array.prototype.forEach.call(hs,function(x){x.removeAttribute("aria-sort");});h.setAttribute("aria-sort",down?"descending":"ascending");
        var rs=Array.prototype.slice.call(b.rows).map(function(r,n){return [r,key(r,i),n];});
        rs.sort(function(x,y){var a=x[1],c=y[1],d=typeof a==="number"&&typeof c==="number"?a-c:String(a).localeCompare(String(c),document.documentElement.lang);
        return (down?-d:d)||x[2]-y[2];});rs.forEach(function(r){b.appendChild(r[0]);});});});
        if(b.rows.length>15){var f=document.createElement("input");f.type="search";f.className="filter";
        f.placeholder=document.body.getAttribute("data-filter");f.setAttribute("aria-label",f.placeholder);
        t.parentNode.parentNode.insertBefore(f,t.parentNode);f.addEventListener("input",function(){var q=f.value.trim().toLowerCase();
        Array.prototype.forEach.call(b.rows,function(r){r.hidden=q!==""&&r.textContent.toLowerCase().indexOf(q)<0;});});}});
        var data=document.getElementById("net-data");
        if(data){var net=JSON.parse(data.textContent),S=net.sites,W=net.words,NS="http://www.w3.org/2000/svg";
        var el=function(n,c,t){var e=document.createElement(n);if(c)e.className=c;if(t!==undefined)e.textContent=t;return e;};
        var sv=function(n,a){var e=document.createElementNS(NS,n);Object.keys(a).forEach(function(k){e.setAttribute(k,a[k]);});return e;};
        var st=function(x){return x<0?"ru":"r"+x;};
        var line=function(box,i){var s=S[i],h=Math.max(32,2*Math.max(s[6],s[7])+4),g=sv("svg",{"class":"glyph",width:54,height:h,"aria-hidden":"true"});
        if(s[7]>s[6]+1)g.appendChild(sv("circle",{"class":"ring "+st(s[9]),cx:27,cy:h/2,r:s[7]}));
        g.appendChild(sv("circle",{"class":"own "+st(s[8]),cx:27,cy:h/2,r:s[6]}));box.appendChild(g);
        var who=el("span","who");who.appendChild(el("b","",s[1]));who.appendChild(document.createTextNode(" "));
        var small=[];if(s[2]!==s[1])small.push(s[2]);if(s[3]>0)small.push(W.below.replace("#",s[3]));
        who.appendChild(el("small","",small.join(" \\u00b7 ")));box.appendChild(who);
        box.appendChild(el("span","v",s[4]));box.appendChild(el("span","v "+st(s[9]),s[5]));
        var strip=el("span","strip"),cs=net.children[i],x=2,n=0,v=sv("svg",{height:40});
        while(n<cs.length&&n<60){var c=S[cs[n]],r=Math.min(20,c[7]>0?c[7]:c[6]);if(x+2*r>350)break;
        var b=sv("circle",{"class":"own "+st(c[7]>0?c[9]:c[8]),cx:x+r,cy:20,r:r}),t=sv("title",{});
        t.textContent=W.of.replace("#n",c[1]).replace("#s",c[4]).replace("#x",c[5]);b.appendChild(t);v.appendChild(b);x+=2*r+3;n++;}
        if(cs.length){v.setAttribute("width",x);v.setAttribute("viewBox","0 0 "+x+" 40");strip.appendChild(v);
        if(cs.length>n)strip.appendChild(el("small","","+"+(cs.length-n)));}box.appendChild(strip);};
        var item=function(i){var li=el("li");li.id="n"+i;if(!net.children[i].length){var d=el("div","site");line(d,i);li.appendChild(d);return li;}
        var f=el("details"),m=el("summary","site");f.setAttribute("data-later","");line(m,i);f.appendChild(m);f.appendChild(el("ul"));li.appendChild(f);return li;};
        var fill=function(f){if(!f.hasAttribute("data-later"))return;f.removeAttribute("data-later");
        var u=f.querySelector("ul"),i=+f.parentNode.id.slice(1);u.textContent="";net.children[i].forEach(function(c){u.appendChild(item(c));});};
        document.querySelector(".net").addEventListener("toggle",function(e){if(e.target.open)fill(e.target);},true);
        var show=function(i){var path=[];for(var p=S[i][0];p>=0;p=S[p][0])path.unshift(p);
        path.forEach(function(p){var f=document.getElementById("n"+p).firstElementChild;fill(f);f.open=true;});
        document.querySelectorAll(".hit").forEach(function(h){h.classList.remove("hit");});
        var li=document.getElementById("n"+i);li.classList.add("hit");li.scrollIntoView({block:"center"});};
        var find=document.getElementById("find-site"),found=document.getElementById("found");
        find.parentNode.hidden=false;
        find.addEventListener("input",function(){var q=find.value.trim().toLowerCase();found.textContent="";found.hidden=q==="";if(q==="")return;
        var n=0;for(var i=0;i<S.length&&n<12;i++){if((S[i][1]+" "+S[i][2]).toLowerCase().indexOf(q)<0)continue;n++;
        (function(i){var path=[];for(var p=S[i][0];p>=0;p=S[p][0])path.unshift(S[p][1]);var li=el("li"),b=el("button","",S[i][1]);b.type="button";
        b.appendChild(el("small","","  "+S[i][4]+" \\u00b7 "+S[i][5]+(path.length?"  "+path.join(" \\u203a "):"")));
        b.addEventListener("click",function(){show(i);});li.appendChild(b);found.appendChild(li);})(i);}
        if(!n)found.appendChild(el("li","note",W.none));});
        find.addEventListener("keydown",function(e){var b=found.querySelector("button");if(e.key==="Enter"&&b)b.click();});
        document.getElementById("unfold").addEventListener("click",function(){var shown=Array.prototype.filter.call(document.querySelectorAll(".net details:not([open])"),
        function(f){return !f.parentNode.closest("details:not([open])");}),rows=0;
        shown.every(function(f){rows+=net.children[+f.parentNode.id.slice(1)].length;fill(f);f.open=true;return rows<1500;});});
        document.getElementById("fold").addEventListener("click",function(){document.querySelectorAll(".net ul details[open]").forEach(function(f){f.open=false;});});}
        var shut=[];window.addEventListener("beforeprint",function(){document.querySelectorAll("section>details:not([open])").forEach(function(d){
        shut.push(d);d.open=true;});});window.addEventListener("afterprint",function(){shut.forEach(function(d){d.open=false;});shut=[];});
        })();
        """
}
