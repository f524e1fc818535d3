//! Exports of shops, their tools, and marketplaces.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "Shopify: variants and pictures",
            "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,\
             Variant Barcode,Image Src,SEO Title,Status\n\
             oak,Oak chair,<p>Oak</p>,Nord,Chairs,,true,Colour,Oak,A,199.00,'4006381333931,a.jpg,,active\n\
             oak,,,,,,,,Moss,B,209.00,,b.jpg,,\n\
             oak,,,,,,,,,,,,c.jpg,,\n",
            &[
                Live(2, "A", "Oak chair", "199.00 EUR"),
                Live(3, "B", "Oak chair", "209.00 EUR"),
                Read(4, "Handle", "no product"),
            ],
        ),
        case(
            "Shopify: a draft and its variants",
            "Handle,Title,Published,Variant SKU,Variant Price,Status\n\
             oak,Oak,true,A,199.00,draft\noak,,,B,209.00,\nash,Ash,true,C,5,active\n",
            &[
                Skipped(2, "Status"),
                Skipped(3, "Status"),
                Live(4, "C", "Ash", "5.00 EUR"),
            ],
        ),
        case(
            "Shopify: archived, unlisted and unpublished",
            "Handle,Title,Published,Variant SKU,Variant Price,Status\n\
             a,a,TRUE,A,1,archived\nb,b,false,B,1,active\nc,c,true,C,1,unlisted\n",
            &[
                Skipped(2, "Status"),
                Skipped(3, "Published"),
                Skipped(4, "Status"),
            ],
        ),
        case(
            "Shopify: a handle and nothing else",
            "Handle,Title,Variant SKU,Variant Price\nchair,Chair,A,1\ntable,,,\nlamp,Lamp,B,2\n",
            &[
                Live(2, "A", "Chair", "1.00 EUR"),
                Wrong(3, "Variant SKU", "SKU or a GTIN"),
                Live(4, "B", "Lamp", "2.00 EUR"),
            ],
        ),
        case(
            "Shopify: today's template",
            "Title,URL handle,Description,Vendor,Published on online store,Status,SKU,Barcode,Price,Compare-at price\n\
             Chair,chair,Soft,Nord,TRUE,Active,A,,\"1,299.00\",\n",
            &[Live(2, "A", "Chair", "1299.00 EUR")],
        ),
        case(
            "Shopify: a status of one's own",
            "sku,title,price,status\nA,a,1,ready\n",
            &[Wrong(2, "status", "active, draft or archived")],
        ),
        case(
            "Matrixify: commands",
            "Handle,Command,Title,Variant SKU,Variant Price\n\
             a,NEW,a,A,1\nb,MERGE,b,B,1\nc,REPLACE,c,C,1\nd,IGNORE,d,D,1\n",
            &[
                Live(2, "A", "a", "1.00 EUR"),
                Live(3, "B", "b", "1.00 EUR"),
                Live(4, "C", "c", "1.00 EUR"),
                Read(4, "Command", "publish"),
                Skipped(5, ""),
            ],
        ),
        case(
            "Matrixify: a product is deleted with its variants, a variant alone",
            "Handle,Command,Title,Variant SKU,Variant Command,Variant Price\n\
             a,DELETE,a,A,MERGE,1\na,,,B,,1\nc,UPDATE,c,C,DELETE,1\nd,MERGE,d,D,MERGE,1\n",
            &[Live(5, "D", "d", "1.00 EUR")],
        ),
        case(
            "Matrixify: a command that nobody knows",
            "Handle,Command,Title,Variant SKU,Variant Price\na,PURGE,a,A,1\n",
            &[Wrong(2, "Command", "an action is")],
        ),
        case(
            "WooCommerce",
            "\u{feff}ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,\"Short description\",Description,\
             \"Length (cm)\",\"Width (cm)\",\"Height (cm)\",\"Sale price\",\"Regular price\"\n\
             44,simple,A,4006381333931,\"Oak chair\",1,Short,\"<p>Solid &amp; oak</p>\",50,50,50,149,199\n\
             45,simple,B,,Ash,-1,,,,,,,99\n46,simple,C,,Elm,0,,,,,,,99\n",
            &[
                Live(2, "A", "Oak chair", "199.00 EUR"),
                Read(2, "Sale price", "not shown"),
                Read(2, "Description", "Solid & oak"),
                Skipped(3, "Published"),
                Skipped(4, "Published"),
            ],
        ),
        case(
            "WooCommerce: variations",
            "ID,Type,SKU,Name,Published,Description,Regular price,Parent\n\
             1,variable,X,Chair,1,Soft,,\n2,variation,A,Chair - Oak,1,,199,X\n3,variation,B,Chair - Moss,1,,199,id:1\n",
            &[
                Skipped(2, "Type"),
                Live(3, "A", "Chair - Oak", "199.00 EUR"),
                Live(4, "B", "Chair - Moss", "199.00 EUR"),
            ],
        ),
        case(
            "WooCommerce: variations of a draft",
            "ID,Type,SKU,Name,Published,Regular price,Parent\n\
             1,variable,X,Chair,-1,,\n2,variation,A,Chair - Oak,1,199,X\n",
            &[Skipped(2, "Published"), Skipped(3, "Published")],
        ),
        case(
            "Google Merchant",
            "id\ttitle\tdescription\tlink\tprice\tsale_price\tgtin\tmpn\tbrand\tavailability\n\
             A\tChair\tSoft\thttps://a.test\t199.00 EUR\t\t4006381333931\tX1\tNord\tin_stock\n",
            &[Live(2, "A", "Chair", "199.00 EUR")],
        ),
        case(
            "Google Merchant: names of the feed",
            "g:id,g:title,g:price,g:gtin\nA,Chair,\"1,299.00 USD\",4006381333931\n",
            &[Live(2, "A", "Chair", "1299.00 USD")],
        ),
        case(
            "Amazon: a flat file of three lines of headers",
            "TemplateType=fptcustom\tVersion=2026.1\tThe top 3 rows are for Amazon\t\t\t\n\
             Seller SKU\tProduct ID\tProduct ID Type\tProduct Name\tStandard Price\tUpdate Delete\n\
             item_sku\texternal_product_id\texternal_product_id_type\titem_name\tstandard_price\tupdate_delete\n\
             A\t4006381333931\tEAN\tChair\t199.00\tUpdate\n\
             B\t\t\tLamp\t9.00\tDelete\n",
            &[Live(4, "A", "Chair", "199.00 EUR")],
        ),
        case(
            "Amazon: an ASIN is no GTIN",
            "item_sku\texternal_product_id\titem_name\tstandard_price\nA\tB07XYZ1234\tChair\t199\n",
            &[Wrong(2, "external_product_id", "no GTIN")],
        ),
        case(
            "Magento",
            "sku,product_type,name,description,short_description,price,special_price,product_online,visibility\n\
             A,simple,Chair,<p>x</p>,s,199.0000,,1,\"Catalog, Search\"\nB,simple,Old,<p>x</p>,s,99.0000,,2,Catalog\n",
            &[
                Live(2, "A", "Chair", "199.00 EUR"),
                Skipped(3, "product_online"),
            ],
        ),
        case(
            "PrestaShop",
            "Product ID;Active (0/1);Name *;Reference #;EAN13;UPC;Price tax included;Width;Description\n\
             1;1;Chair;A;4006381333931;;199.000000;0.000000;<p>x</p>\n2;0;Old;B;;;9.000000;;\n",
            &[
                Live(2, "A", "Chair", "199.00 EUR"),
                Read(2, "Width", "not stated"),
                Skipped(3, "Active (0/1)"),
            ],
        ),
        case(
            "prices with and without tax",
            "Reference;Name;Price (tax excl.);Price (tax incl.)\nA;Chair;100,00;119,00\n",
            &[Live(2, "A", "Chair", "119.00 EUR")],
        ),
        case(
            "a price without tax alone",
            "sku;name;Preis netto\nA;Stuhl;100,00\n",
            &[Wrong(2, "price", "needs a price")],
        ),
        case(
            "Shopware",
            "id;parent_id;product_number;active;stock;name;description;price_net;price_gross;manufacturer_name;ean\n\
             f1a;;A;1;5;Stuhl;<p>x</p>;100;119;Nord;4006381333931\n",
            &[Live(2, "A", "Stuhl", "119.00 EUR")],
        ),
        case(
            "Etsy",
            "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,SKU\n\
             Oak &amp; moss chair,Soft &#39;n&#39; warm,199.00,USD,1,\"oak,chair\",oak,a.jpg,A\n",
            &[
                Live(2, "A", "Oak & moss chair", "199.00 USD"),
                Read(2, "TITLE", "Oak & moss chair"),
            ],
        ),
        case(
            "Etsy: several SKUs in a cell",
            "TITLE,PRICE,CURRENCY_CODE,SKU\nChair,199.00,EUR,\"A,B\"\n",
            &[Wrong(2, "SKU", "SKU")],
        ),
        case(
            "Squarespace",
            "Product ID [Non Editable],Variant ID [Non Editable],Title,Description,SKU,Price,Sale Price,On Sale,\
             Length,Width,Height,Visible\n\
             5f,6a,Chair,<p>Soft</p>,A,199.00,0.00,No,50,50,50,Yes\n5g,6b,Old,,B,9.00,0.00,No,,,,No\n",
            &[Live(2, "A", "Chair", "199.00 EUR"), Skipped(3, "Visible")],
        ),
        case(
            "BigCommerce",
            "Item Type,Product ID,Product Name,Product Code/SKU,Brand Name,Product Description,Price,Retail Price,\
             Product Width,Product Height,Product Depth,Product Visible?,Product UPC/EAN\n\
             Product,1,Chair,A,Nord,<p>x</p>,199.00,249.00,0.0000,80,50,Y,4006381333931\n",
            &[
                Live(2, "A", "Chair", "199.00 EUR"),
                Read(2, "Product Width", "not stated"),
            ],
        ),
        case(
            "Excel in German: truth in words",
            "Artikel-Nr.;Artikelbezeichnung;VK-Preis;Aktiv\r\nA;Stuhl;1.299,00 €;WAHR\r\nB;Alt;5,00 €;FALSCH\r\n",
            &[Live(2, "A", "Stuhl", "1299.00 EUR"), Skipped(3, "Aktiv")],
        ),
        case(
            "Excel in Switzerland",
            "Artikelnummer;Titel;Preis;Währung\r\nA;Stuhl;CHF 1’299.-;CHF\r\n",
            &[Live(2, "A", "Stuhl", "1299.00 CHF")],
        ),
        case(
            "HTML that shops write",
            "sku,title,price,description\nA,a,1,\"<style>p{}</style><p>St&uuml;hle &euro;&nbsp;5</p><ul><li>Oak</li></ul>\"\n",
            &[
                Live(2, "A", "a", "1.00 EUR"),
                Read(2, "description", "Stühle € 5\n\n• Oak"),
            ],
        ),
    ]
}
