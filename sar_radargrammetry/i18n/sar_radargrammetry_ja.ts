<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
  <context>
    <name>SarRadargrammetry</name>
    <message>
      <source>0 Set-up</source>
      <translation>0 セットアップ</translation>
    </message>
    <message>
      <source>1 Images</source>
      <translation>1 画像</translation>
    </message>
    <message>
      <source>2 Pair</source>
      <translation>2 画像ペア</translation>
    </message>
    <message>
      <source>3 Elevation in one step</source>
      <translation>3 標高(一括処理)</translation>
    </message>
    <message>
      <source>4 Elevation step by step</source>
      <translation>4 標高(段階処理)</translation>
    </message>
    <message>
      <source>5 Quality</source>
      <translation>5 品質評価</translation>
    </message>
    <message>
      <source>6 Simulation</source>
      <translation>6 シミュレーション</translation>
    </message>
    <message>
      <source>7 Training</source>
      <translation>7 学習</translation>
    </message>
    <message>
      <source>8 Models</source>
      <translation>8 モデル</translation>
    </message>
    <message>
      <source>Import SAR image</source>
      <translation>SAR 画像のインポート</translation>
    </message>
    <message>
      <source>Converts a SAR product to a slant-range amplitude image with its imaging geometry.</source>
      <translation>SAR プロダクトをスラントレンジの振幅画像に変換し、撮像ジオメトリを添えて保存します。</translation>
    </message>
    <message>
      <source>SAR image: {}</source>
      <translation>SAR 画像: {}</translation>
    </message>
    <message>
      <source>Reads a SAR product and writes its amplitude as a raster in slant range: rows are azimuth lines, columns are range samples, there is no CRS. The imaging geometry is written beside it as &lt;i&gt;name&lt;/i&gt;.sargeom.json; keep both together.</source>
      <translation>SAR プロダクトを読み、振幅をスラントレンジのラスタとして書き出します: 行はアジマスライン、列はレンジサンプルで、CRS はありません。撮像ジオメトリは同じフォルダに &lt;i&gt;name&lt;/i&gt;.sargeom.json として書き出されます。両方を一緒に保管してください。</translation>
    </message>
    <message>
      <source>The image is not projected to the ground, because interpolation would blur its texture before matching.</source>
      <translation>画像を地上に投影しないため、マッチングの前に内挿でテクスチャがぼけることはありません。</translation>
    </message>
    <message>
      <source>SAR product</source>
      <translation>SAR プロダクト</translation>
    </message>
    <message>
      <source>Looks in azimuth</source>
      <translation>アジマス方向のルック数</translation>
    </message>
    <message>
      <source>Looks in range</source>
      <translation>レンジ方向のルック数</translation>
    </message>
    <message>
      <source>Frequency band</source>
      <translation>周波数バンド</translation>
    </message>
    <message>
      <source>Polarisation</source>
      <translation>偏波</translation>
    </message>
    <message>
      <source>Part of the map to import</source>
      <translation>インポートする地図上の範囲</translation>
    </message>
    <message>
      <source>Part of the image to import</source>
      <translation>インポートする画像上の範囲</translation>
    </message>
    <message>
      <source>Slant-range image</source>
      <translation>スラントレンジ画像</translation>
    </message>
    <message>
      <source>Footprint</source>
      <translation>フットプリント</translation>
    </message>
    <message>
      <source>Azimuth lines</source>
      <translation>アジマスライン数</translation>
    </message>
    <message>
      <source>Range samples</source>
      <translation>レンジサンプル数</translation>
    </message>
    <message>
      <source>Incidence angle at the image centre [degrees]</source>
      <translation>画像中心の入射角 [度]</translation>
    </message>
    <message>
      <source>Slant-range spacing [m]</source>
      <translation>スラントレンジ間隔 [m]</translation>
    </message>
    <message>
      <source>Azimuth spacing [m]</source>
      <translation>アジマス間隔 [m]</translation>
    </message>
    <message>
      <source>Look side</source>
      <translation>観測方向(左右)</translation>
    </message>
    <message>
      <source>SICD (NITF), NISAR RSLC (HDF5), UAVSAR (.ann), Sentinel-1 GRD, Capella GEC, a vendor's SLC product (ICEYE, Capella, TerraSAR-X, COSMO-SkyMed, Radarsat-2, RCM, PALSAR-2, GFF), DLR F-SAR (.rat), or an image with its .sargeom.json beside it.</source>
      <translation>SICD (NITF)、NISAR RSLC (HDF5)、UAVSAR (.ann)、Sentinel-1 GRD、Capella GEC、各社の SLC プロダクト(ICEYE、Capella、TerraSAR-X、COSMO-SkyMed、Radarsat-2、RCM、PALSAR-2、GFF)、DLR F-SAR (.rat)、または .sargeom.json を添えた画像。</translation>
    </message>
    <message>
      <source>Number of image lines averaged into one. More looks reduce speckle and make pixels coarser.</source>
      <translation>1 本に平均する画像ラインの数です。ルック数を増やすとスペックルは減り、画素は粗くなります。</translation>
    </message>
    <message>
      <source>Number of range samples averaged into one.</source>
      <translation>1 つに平均するレンジサンプルの数です。</translation>
    </message>
    <message>
      <source>Band of a product that holds two, A or B (optional).</source>
      <translation>2 つのバンドを持つプロダクトで用いるバンド、A または B(任意)。</translation>
    </message>
    <message>
      <source>Channel of a product that holds several, such as HH or VV (optional).</source>
      <translation>複数の画像を持つプロダクトで用いる画像、HH や VV など(任意)。</translation>
    </message>
    <message>
      <source>Import only the part of the image within this rectangle at the scene's reference height (optional). Heights shift pixels in slant range, so include a margin. As text: xmin,xmax,ymin,ymax [EPSG:code].</source>
      <translation>シーンの基準の高さで、この矩形のうち画像に写っている部分だけをインポートします(任意)。スラントレンジでは高さによって画素が動くため、余裕を取ってください。文字列では: xmin,xmax,ymin,ymax [EPSG:code]。</translation>
    </message>
    <message>
      <source>Window in pixels of the product, instead of a part of the map: first line, first sample, lines, samples, such as 1000,0,4096,2048 (optional).</source>
      <translation>地図上の範囲の代わりに、プロダクトの画素での窓: 最初のライン、最初のサンプル、ライン数、サンプル数。例 1000,0,4096,2048(任意)。</translation>
    </message>
    <message>
      <source>Amplitude in slant range, 32 bit floating point (.tif); the geometry is written beside it (.sargeom.json).</source>
      <translation>スラントレンジの振幅、32 ビット浮動小数点 (.tif)。ジオメトリは同じフォルダに書き出されます (.sargeom.json)。</translation>
    </message>
    <message>
      <source>Outline of the imported image on the ground at the reference height, with metadata as attributes (optional).</source>
      <translation>インポートした画像の、基準の高さでの地上の輪郭。メタデータを属性に持ちます(任意)。</translation>
    </message>
    <message>
      <source>Make SAR image from raster and track</source>
      <translation>ラスタと航跡から SAR 画像を作成</translation>
    </message>
    <message>
      <source>Combines the raster of your own processor with its flight track and timing, so that it can be matched.</source>
      <translation>独自の再生処理ソフトのラスタに航跡と時刻を与え、マッチングできるようにします。</translation>
    </message>
    <message>
      <source>Use it for images whose format is not supported. It needs a raster in slant range (rows are azimuth lines, columns are range samples, zero-Doppler), the flight track as a table, and a few numbers from the processor's log. Like the import of a product, it writes an amplitude raster and its geometry as &lt;i&gt;name&lt;/i&gt;.sargeom.json.</source>
      <translation>対応していない形式の画像に使います。必要なものは、スラントレンジのラスタ(行はアジマスライン、列はレンジサンプル、ゼロドップラー)、航跡の表、再生処理のログにあるいくつかの数値です。プロダクトのインポートと同じく、振幅ラスタとそのジオメトリ &lt;i&gt;name&lt;/i&gt;.sargeom.json を書き出します。</translation>
    </message>
    <message>
      <source>Image in slant range</source>
      <translation>スラントレンジの画像</translation>
    </message>
    <message>
      <source>Flight track</source>
      <translation>航跡</translation>
    </message>
    <message>
      <source>Time of the first line [s]</source>
      <translation>最初のラインの時刻 [秒]</translation>
    </message>
    <message>
      <source>Time from line to line [s]</source>
      <translation>ライン間の時間 [秒]</translation>
    </message>
    <message>
      <source>Near range [m]</source>
      <translation>ニアレンジ [m]</translation>
    </message>
    <message>
      <source>Range spacing [m]</source>
      <translation>レンジ間隔 [m]</translation>
    </message>
    <message>
      <source>Reference height [m]</source>
      <translation>基準の高さ(楕円体高) [m]</translation>
    </message>
    <message>
      <source>Columns are azimuth lines</source>
      <translation>列がアジマスライン</translation>
    </message>
    <message>
      <source>Sensor</source>
      <translation>センサ</translation>
    </message>
    <message>
      <source>Zero-Doppler image, any raster that GDAL reads: amplitude, complex numbers in one band or two, or dB.</source>
      <translation>ゼロドップラー画像。GDAL が読める任意のラスタ: 振幅、1 バンドまたは 2 バンドの複素数、あるいは dB。</translation>
    </message>
    <message>
      <source>Table with a header line and the columns time, longitude, latitude, height, or time, x, y, z in Earth-centred metres (WGS 84). Heights refer to the ellipsoid.</source>
      <translation>列名の行と、time, longitude, latitude, height、または time, x, y, z(地心直交座標、メートル、WGS 84)の列を持つ表。高さは楕円体高です。</translation>
    </message>
    <message>
      <source>In the same time system as the track.</source>
      <translation>航跡の時刻系での時刻。</translation>
    </message>
    <message>
      <source>Azimuth spacing divided by the speed; negative when lines run against the flight.</source>
      <translation>アジマス間隔を速度で割った値。ラインが飛行と逆向きの場合は負です。</translation>
    </message>
    <message>
      <source>Slant range of the centre of the first sample.</source>
      <translation>最初のサンプルの中心のスラントレンジ。</translation>
    </message>
    <message>
      <source>Slant range from sample to sample.</source>
      <translation>サンプル間のスラントレンジの差。</translation>
    </message>
    <message>
      <source>Look side of the antenna relative to the direction of flight.</source>
      <translation>飛行方向に向かってアンテナが見ている側。</translation>
    </message>
    <message>
      <source>A typical height of the scene above the WGS-84 ellipsoid.</source>
      <translation>シーンの代表的な高さ(WGS 84 楕円体高)。</translation>
    </message>
    <message>
      <source>The rows of the raster are range samples and its columns are azimuth lines.</source>
      <translation>ラスタの行がレンジサンプル、列がアジマスラインです。</translation>
    </message>
    <message>
      <source>Name of the sensor, for reports (optional).</source>
      <translation>センサの名称。レポートに用います(任意)。</translation>
    </message>
    <message>
      <source>Check stereo pair</source>
      <translation>ステレオペアの確認</translation>
    </message>
    <message>
      <source>Computes the expected accuracy of a pair from its geometry, before matching.</source>
      <translation>マッチングの前に、撮像ジオメトリだけからペアで期待される精度を計算します。</translation>
    </message>
    <message>
      <source>SAR pair: {}</source>
      <translation>SAR ペア: {}</translation>
    </message>
    <message>
      <source>Computes intersection angle, height per pixel, expected error and overlap on the ground from the imaging geometry. If a pair is unsuitable, the verdict states why.</source>
      <translation>撮像ジオメトリから、交会角、1 画素あたりの高さ、予測誤差、地上での重複を計算します。ペアが適さない場合は、判定にその理由を示します。</translation>
    </message>
    <message>
      <source>Reference image</source>
      <translation>主画像</translation>
    </message>
    <message>
      <source>Secondary image</source>
      <translation>副画像</translation>
    </message>
    <message>
      <source>Elevation model of the area</source>
      <translation>対象地域の標高モデル</translation>
    </message>
    <message>
      <source>Lowest height [m]</source>
      <translation>高さの下限(楕円体高) [m]</translation>
    </message>
    <message>
      <source>Highest height [m]</source>
      <translation>高さの上限(楕円体高) [m]</translation>
    </message>
    <message>
      <source>Vertical datum of the elevation model</source>
      <translation>標高モデルの鉛直基準</translation>
    </message>
    <message>
      <source>Allow opposite look sides</source>
      <translation>反対側からの観測を許可</translation>
    </message>
    <message>
      <source>Footprints</source>
      <translation>フットプリント</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>レポート</translation>
    </message>
    <message>
      <source>Intersection angle at the scene centre [degrees]</source>
      <translation>シーン中心での交会角 [度]</translation>
    </message>
    <message>
      <source>Height change that moves the match by one pixel [m]</source>
      <translation>対応点が 1 画素動く高さの変化 [m]</translation>
    </message>
    <message>
      <source>Expected height error for half a pixel of matching error, 1 sigma [m]</source>
      <translation>マッチング誤差 0.5 画素に対する高さの予測誤差、1σ [m]</translation>
    </message>
    <message>
      <source>Share of the reference image that the secondary image covers (0..1)</source>
      <translation>副画像が覆う主画像の割合 (0..1)</translation>
    </message>
    <message>
      <source>Expected time from the pair to elevation on this processor [s]</source>
      <translation>このプロセッサでペアから標高を作成するのにかかる予想時間 [s]</translation>
    </message>
    <message>
      <source>Expected memory of that [bytes]</source>
      <translation>そのときの予想メモリ使用量 [バイト]</translation>
    </message>
    <message>
      <source>Whether the pair is worth matching</source>
      <translation>ペアがマッチングに適しているか</translation>
    </message>
    <message>
      <source>What the pair can deliver, or why it cannot</source>
      <translation>ペアで得られる精度、または適さない理由</translation>
    </message>
    <message>
      <source>The image whose pixels become points of the elevation model; use the steeper of the two. An imported image, or a SAR product, which is imported on the way.</source>
      <translation>各画素が標高モデルの点になる画像です。2 枚のうち入射角の小さい(急な)方を選びます。インポート済みの画像、または実行時にインポートされる SAR プロダクト。</translation>
    </message>
    <message>
      <source>The image of the same ground from the other flight track. An imported image, or a SAR product, which is imported on the way.</source>
      <translation>同じ地表を別の航跡から撮像した画像です。インポート済みの画像、または実行時にインポートされる SAR プロダクト。</translation>
    </message>
    <message>
      <source>A coarse elevation model that narrows the search (optional). Any CRS; heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS or DEM_VERTICAL names.</source>
      <translation>探索範囲を狭める粗い標高モデル(任意)。座標参照系は問いません。高さは WGS 84 楕円体、または座標参照系か DEM_VERTICAL が示す基準からのメートル値。</translation>
    </message>
    <message>
      <source>Lower limit of the terrain above the WGS-84 ellipsoid. Default: from the elevation model; without one, from the images.</source>
      <translation>WGS 84 楕円体高での地形の下限。既定: 標高モデルから、なければ画像から求めます。</translation>
    </message>
    <message>
      <source>Upper limit of the terrain above the WGS-84 ellipsoid. Default: as for the lowest height. A narrow range makes matching faster and more reliable.</source>
      <translation>WGS 84 楕円体高での地形の上限。既定: 下限と同様。範囲が狭いほどマッチングは速く確実になります。</translation>
    </message>
    <message>
      <source>auto: what the file states; if it states none, the elevation model narrows the search, but the geometry is not corrected by it. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid. Copernicus GLO-30 counts from EGM2008 (EPSG:3855), SRTM from EGM96.</source>
      <translation>auto: ファイルに書かれているもの。書かれていない場合、標高モデルは探索範囲を狭めますが、ジオメトリの補正には使われません。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス。Copernicus GLO-30 は EGM2008 (EPSG:3855)、SRTM は EGM96 が基準です。</translation>
    </message>
    <message>
      <source>Accept images taken from opposite sides. They show bright and dark slopes exchanged and rarely match.</source>
      <translation>反対側から撮像した画像を受け入れます。明るい斜面と暗い斜面が入れ替わるため、ほとんど対応しません。</translation>
    </message>
    <message>
      <source>Outlines of both images and of their overlap on the ground, as a layer (optional).</source>
      <translation>2 枚の画像とその重複域の地上での輪郭のレイヤ(任意)。</translation>
    </message>
    <message>
      <source>HTML page with parameters, results, figures and maps.</source>
      <translation>パラメータ、結果、図、地図をまとめた HTML ページ。</translation>
    </message>
    <message>
      <source>Create patches</source>
      <translation>パッチの作成</translation>
    </message>
    <message>
      <source>Divides a pair into overlapping windows and computes the position of each in the other image.</source>
      <translation>ペアを重複する窓に分割し、それぞれのもう一方の画像での位置を求めます。</translation>
    </message>
    <message>
      <source>SAR patches: {}</source>
      <translation>SAR パッチ: {}</translation>
    </message>
    <message>
      <source>First of three steps. Divides the reference image into overlapping square windows. For each it computes the window of the secondary image that contains its matches, from the geometry and the height range. The footprints on the ground are a layer. You can delete patches from it; deleted patches are not matched.</source>
      <translation>3 段階の 1 番目。主画像を重複する正方形の窓に分割し、ジオメトリと標高の範囲から、対応点を確実に含む副画像の窓をそれぞれについて求めます。地上のフットプリントはレイヤとして確認でき、間引くこともできます: 削除したパッチはマッチングされません。</translation>
    </message>
    <message>
      <source>Part of the map</source>
      <translation>地図上の範囲</translation>
    </message>
    <message>
      <source>Area of interest</source>
      <translation>対象範囲</translation>
    </message>
    <message>
      <source>Leave out</source>
      <translation>除外する範囲</translation>
    </message>
    <message>
      <source>Patch size [px]</source>
      <translation>パッチサイズ [px]</translation>
    </message>
    <message>
      <source>Overlap [px]</source>
      <translation>重複幅 [px]</translation>
    </message>
    <message>
      <source>Patches</source>
      <translation>パッチ</translation>
    </message>
    <message>
      <source>Number of patches</source>
      <translation>パッチの数</translation>
    </message>
    <message>
      <source>Measure within this rectangle only (optional). As text: xmin,xmax,ymin,ymax [EPSG:code].</source>
      <translation>この矩形の中だけを計測します(任意)。文字列では xmin,xmax,ymin,ymax [EPSG:コード]。</translation>
    </message>
    <message>
      <source>Measure within these polygons only, in any CRS (optional).</source>
      <translation>このポリゴンの中だけを計測します(任意)。座標参照系は問いません。</translation>
    </message>
    <message>
      <source>Polygons in which no heights are wanted, such as water or forest, in any CRS (optional).</source>
      <translation>高さが不要な水域や森林などのポリゴン(任意)。座標参照系は問いません。</translation>
    </message>
    <message>
      <source>Side of the square windows of the reference image that are matched one by one. Larger patches need more memory.</source>
      <translation>1 つずつマッチングする主画像の正方形の窓の一辺です。大きなパッチはより多くのメモリを必要とします。</translation>
    </message>
    <message>
      <source>Width of the strip that neighbouring patches share; results are blended there. Less than half the patch size.</source>
      <translation>隣り合うパッチが共有する帯の幅です。そこで結果を滑らかにつなぎます。パッチサイズの半分より小さくします。</translation>
    </message>
    <message>
      <source>GeoPackage of footprints with the pixel windows as attributes; it refers to the two images.</source>
      <translation>フットプリントの GeoPackage。画素の窓を属性に持ち、2 枚の画像を参照します。</translation>
    </message>
    <message>
      <source>Match patches</source>
      <translation>パッチのマッチング</translation>
    </message>
    <message>
      <source>Matches every reference pixel in the secondary image, with certainty and covariance.</source>
      <translation>主画像の各画素の対応点を副画像の中に求め、確信度と共分散を付けます。</translation>
    </message>
    <message>
      <source>SAR matches: {}</source>
      <translation>SAR 対応点: {}</translation>
    </message>
    <message>
      <source>Second of three steps. Computes the position of every pixel of the reference image in the secondary image, patch by patch, and blends the patches without seams.</source>
      <translation>3 段階の 2 番目。主画像の各画素が副画像のどこにあるかをパッチごとに求め、継ぎ目なくつなぎます。</translation>
    </message>
    <message>
      <source>Matcher</source>
      <translation>マッチング手法</translation>
    </message>
    <message>
      <source>Weights of the matcher</source>
      <translation>マッチング手法の重み</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>デバイス</translation>
    </message>
    <message>
      <source>Worker processes</source>
      <translation>ワーカープロセス</translation>
    </message>
    <message>
      <source>Scheduler of a cluster</source>
      <translation>クラスタのスケジューラ</translation>
    </message>
    <message>
      <source>Correspondence</source>
      <translation>対応点</translation>
    </message>
    <message>
      <source>Patches with quality</source>
      <translation>品質付きパッチ</translation>
    </message>
    <message>
      <source>Share of pixels with a match (0..1)</source>
      <translation>対応点が得られた画素の割合 (0..1)</translation>
    </message>
    <message>
      <source>The GeoPackage made by Create patches.</source>
      <translation>「パッチの作成」が作った GeoPackage。</translation>
    </message>
    <message>
      <source>How corresponding pixels are found. compact: a small neural network trained on SAR pairs, the most accurate; its weights come with the plugin. poc: phase-only correlation from coarse to fine, the conventional method; needs no training. roma: RoMa, a large network trained on photographs; needs the Python package romatch, weights from Download weights of RoMa, 6 GB of memory and, without a graphics card, minutes per patch.</source>
      <translation>対応する画素を見つける方法です。compact: SAR ペアで学習した小型のニューラルネットワークで、最も正確です。重みはプラグインに付属します。poc: 粗密探索による位相限定相関法で、従来の手法です。学習は不要です。roma: 写真で学習した大規模ネットワーク RoMa。Python パッケージ romatch、「RoMa の重みのダウンロード」で取得する重み、6 GB のメモリが必要で、グラフィックカードがない場合はパッチごとに数分かかります。</translation>
    </message>
    <message>
      <source>File with weights of a learned matcher, such as Fine-tune matcher writes. Default: the bundled weights. roma needs a file, such as Download weights of RoMa writes; poc takes none.</source>
      <translation>「マッチング手法のファインチューニング」などが書き出した、学習型手法の重みのファイル。既定: 付属の重み。roma には「RoMa の重みのダウンロード」などが書き出すファイルが必要です。poc に重みはありません。</translation>
    </message>
    <message>
      <source>Where to compute. auto: on a CUDA graphics card if there is one, else on the processor.</source>
      <translation>計算する場所。auto: CUDA 対応のグラフィックカードがあればそれを、なければプロセッサを用います。</translation>
    </message>
    <message>
      <source>Worker processes, each of which matches one patch at a time. They share the processor's cores and the memory limit. 0: one for each core if cores, patches and memory allow four or more; otherwise none, and the engine's own process matches up to four patches at the same time. The number does not change the results.</source>
      <translation>パッチを 1 つずつマッチングするワーカープロセスの数です。プロセッサのコアとメモリの上限を分け合います。0: コア・パッチ・メモリが 4 つ以上を許せばコアごとに 1 つ。それ以外はワーカーを使わず、エンジン自身のプロセスが同時に最大 4 つのパッチをマッチングします。この数を変えても結果は同じです。</translation>
    </message>
    <message>
      <source>Address of a Dask scheduler, such as tcp://10.0.0.1:8786, whose workers match the patches. They must have access to all files under the same paths, and need the same versions of plugin, packages and weights. local: a cluster on this computer with the number of worker processes. Needs the Python package distributed.</source>
      <translation>Dask スケジューラのアドレス (例: tcp://10.0.0.1:8786)。そのワーカーがパッチをマッチングします。すべてのファイルが同じパスで読め、プラグイン、パッケージ、重みが同じバージョンである必要があります。local: このコンピュータ上の、ワーカープロセスの数のクラスタ。Python パッケージ distributed が必要です。</translation>
    </message>
    <message>
      <source>Raster in the grid of the reference image: displacement in line and sample [px], certainty, and the three terms of the covariance [px^2].</source>
      <translation>主画像の格子のラスタ: ライン方向とサンプル方向の変位 [px]、確信度、共分散の 3 成分 [px^2]。</translation>
    </message>
    <message>
      <source>The patches as a layer with the share of matched pixels (matched), the median certainty (certainty) and the median distance of the matches from their epipolar curves in pixels (residual) of each, coloured by the share.</source>
      <translation>パッチのレイヤ。各パッチに、対応点が得られた画素の割合 (matched)、確信度の中央値 (certainty)、対応点とエピポーラ曲線との距離の中央値 (residual、画素) を持ち、割合で色分けされます。</translation>
    </message>
    <message>
      <source>Refine geometry</source>
      <translation>ジオメトリの補正</translation>
    </message>
    <message>
      <source>Estimates biases between the two flights from matches, elevations and control points, and removes them.</source>
      <translation>対応点、標高、地上基準点から 2 回の飛行の間のバイアスを求め、取り除きます。</translation>
    </message>
    <message>
      <source>Optional step between matching and triangulation. Estimates biases of slant range and azimuth time and slow changes of the two flight tracks from several thousand matches, and optionally from an elevation model and ground control points. The matches do not change. The output refers to images with a corrected geometry in the same folder (their pixels are not copied). Use it as the input of Triangulate.</source>
      <translation>マッチングと三角測量の間の任意の処理です。数千の対応点から、また標高モデルと地上基準点があればそれらからも、スラントレンジとアジマス時刻のバイアスと、2 つの航跡のゆっくりした変化を求めます。対応点はそのままです: 出力は、同じフォルダに書き出される補正後のジオメトリの画像(画素はコピーされません)の間の対応点で、「三角測量」に渡します。</translation>
    </message>
    <message>
      <source>Matches alone determine only errors across the epipolar curves, not the common height of the scene. The report states which quantities were observed, and the remaining common error of all heights.</source>
      <translation>対応点だけから決まるのは、エピポーラ曲線に直交する方向の誤差だけで、シーン全体の高さは決まりません。どの量が観測できたか、すべての高さに共通する誤差がどれだけ残るかをレポートに示します。</translation>
    </message>
    <message>
      <source>Error of single heights of the elevation model [m]</source>
      <translation>標高モデルの個々の高さの誤差 [m]</translation>
    </message>
    <message>
      <source>Common error of all heights of the elevation model [m]</source>
      <translation>標高モデルの全体に共通する誤差 [m]</translation>
    </message>
    <message>
      <source>Ground control points</source>
      <translation>地上基準点 (GCP)</translation>
    </message>
    <message>
      <source>CRS of the control points</source>
      <translation>地上基準点の座標参照系</translation>
    </message>
    <message>
      <source>Vertical datum of the control points</source>
      <translation>地上基準点の鉛直基準</translation>
    </message>
    <message>
      <source>Error of the control points [m]</source>
      <translation>地上基準点の誤差 [m]</translation>
    </message>
    <message>
      <source>Expected range bias [m]</source>
      <translation>レンジバイアスの想定誤差 [m]</translation>
    </message>
    <message>
      <source>Expected error along the track [m]</source>
      <translation>航跡方向の想定誤差 [m]</translation>
    </message>
    <message>
      <source>Expected error of the track [m]</source>
      <translation>航跡の想定誤差 [m]</translation>
    </message>
    <message>
      <source>Expected drift of the track [m/s]</source>
      <translation>航跡のドリフトの想定誤差 [m/s]</translation>
    </message>
    <message>
      <source>Highest power of time of the drift</source>
      <translation>ドリフトを表す時間の最高次数</translation>
    </message>
    <message>
      <source>Tie points</source>
      <translation>タイポイント</translation>
    </message>
    <message>
      <source>Refined correspondence</source>
      <translation>補正後の対応点</translation>
    </message>
    <message>
      <source>Refined reference image</source>
      <translation>補正後の主画像</translation>
    </message>
    <message>
      <source>Refined secondary image</source>
      <translation>補正後の副画像</translation>
    </message>
    <message>
      <source>Distance of the matches from the epipolar curves, before [px]</source>
      <translation>対応点とエピポーラ曲線との距離、補正前 [px]</translation>
    </message>
    <message>
      <source>The same after the refinement [px]</source>
      <translation>同、補正後 [px]</translation>
    </message>
    <message>
      <source>Common error of all heights, 1 sigma [m]</source>
      <translation>すべての高さに共通するずれ、1σ [m]</translation>
    </message>
    <message>
      <source>Change of the height at the scene's centre [m]</source>
      <translation>シーン中心での高さの変化 [m]</translation>
    </message>
    <message>
      <source>Control points used</source>
      <translation>使用した地上基準点の数</translation>
    </message>
    <message>
      <source>The raster made by Match patches.</source>
      <translation>「パッチのマッチング」が作ったラスタ。</translation>
    </message>
    <message>
      <source>Elevation model to compare heights with (optional), in metres above the WGS-84 ellipsoid or above the geoid that its CRS names. One that does not state its vertical datum is not used unless you state it.</source>
      <translation>高さを比べる標高モデル(任意)。WGS 84 楕円体、または座標参照系が示すジオイドからの高さ(メートル)。鉛直基準が書かれていないものは、指定しない限り使われません。</translation>
    </message>
    <message>
      <source>1 sigma, vegetation and changes included. Large deviations are recognised.</source>
      <translation>標準偏差。植生と変化を含みます。大きなずれは判別されます。</translation>
    </message>
    <message>
      <source>Error that all its heights have in common, 1 sigma.</source>
      <translation>すべての高さに共通する誤差の標準偏差。</translation>
    </message>
    <message>
      <source>Table or layer with longitude, latitude (or x, y) and height in metres above the WGS-84 ellipsoid, and line and sample in the reference image, first pixel 0 (optional). Points without line and sample are used as heights. Columns name and sigma [m] are read if they exist. Other units and vertical datums that a column's name states, such as height (ft) or z_egm96, are converted.</source>
      <translation>経度と緯度(または x と y)、WGS 84 楕円体からの高さ(メートル)、主画像での line と sample(最初の画素は 0、任意)をもつ表またはレイヤ。line と sample のない点は高さとして使います。name と sigma [m] の列があれば読み取ります。height (ft) や z_egm96 のように列名が示す他の単位と鉛直基準は変換されます。</translation>
    </message>
    <message>
      <source>Coordinate system of their x and y. Default: that of the layer.</source>
      <translation>x と y の座標参照系。既定: レイヤ自身のもの。</translation>
    </message>
    <message>
      <source>auto: what the coordinate system or the name of the column states, otherwise the WGS-84 ellipsoid. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid.</source>
      <translation>auto: 座標参照系か列名が示すもの、なければ WGS 84 楕円体。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス。</translation>
    </message>
    <message>
      <source>Error of each coordinate, 1 sigma, for points that do not state their own.</source>
      <translation>点に個別の値がない場合の、各座標の標準偏差。</translation>
    </message>
    <message>
      <source>Bias of the slant ranges, atmosphere included, 1 sigma, for each image. Default: the value in the image's file, else 2 m. 0: known to have no error.</source>
      <translation>大気を含むスラントレンジのバイアスの標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 2 m。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>Bias of the azimuth times, times the speed, 1 sigma, for each image. Default: the value in the image's file, else 2 m. 0: known to have no error.</source>
      <translation>アジマス時刻のバイアスに速度を掛けた値の標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 2 m。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>Position of the track across it and in height, 1 sigma, for each image. Default: the value in the image's file, else 2 m. 0: known to have no error.</source>
      <translation>航跡に直交する方向と高さ方向の航跡位置の標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 2 m。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>Rate of change of the track's error, 1 sigma, for each image. Default: the value in the image's file, else 0.05 m/s. 0: known to have no error.</source>
      <translation>航跡の誤差が変化する速さの標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 0.05 m/s。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>0: the errors of the tracks are constant; 1: they also drift; 2 and 3: they also bend.</source>
      <translation>0: 航跡は一定値だけずれる; 1: さらにドリフトする; 2 と 3: さらに曲がる。</translation>
    </message>
    <message>
      <source>Number of matches to use, evenly spread, those of highest certainty first.</source>
      <translation>用いる対応点の数。均等に配置し、確信度の高いものから選びます。</translation>
    </message>
    <message>
      <source>The same matches between the refined images, &lt;i&gt;name&lt;/i&gt;_reference.vrt and &lt;i&gt;name&lt;/i&gt;_secondary.vrt, which are written beside it.</source>
      <translation>補正後の画像 &lt;i&gt;name&lt;/i&gt;_reference.vrt と &lt;i&gt;name&lt;/i&gt;_secondary.vrt(同じフォルダに書き出されます)の間の同じ対応点。</translation>
    </message>
    <message>
      <source>Triangulate</source>
      <translation>三角測量</translation>
    </message>
    <message>
      <source>Intersects the lines of sight of every match and grids the points to elevation and error rasters.</source>
      <translation>対応点ごとに視線を交会させ、得られた点を標高と誤差の格子にします。</translation>
    </message>
    <message>
      <source>SAR elevation: {}</source>
      <translation>SAR 標高: {}</translation>
    </message>
    <message>
      <source>Third of three steps. Intersects the range circles and Doppler cones of the two antennas for every match, by weighted least squares with the covariance of the match, and grids the points to elevation and expected error. A mask contains the reason for each cell with or without a height.</source>
      <translation>3 段階の 3 番目。対応点ごとに 2 つのアンテナのレンジ円とドップラー円錐を、対応点の共分散を用いた重み付き最小二乗法で交会させ、得られた点を標高と予測誤差の格子にします。マスクは、各セルに高さがある、またはない理由を示します。</translation>
    </message>
    <message>
      <source>CRS of the elevation model</source>
      <translation>標高モデルの座標参照系</translation>
    </message>
    <message>
      <source>Pixel size [m]</source>
      <translation>画素サイズ [m]</translation>
    </message>
    <message>
      <source>Minimum certainty</source>
      <translation>確信度の下限</translation>
    </message>
    <message>
      <source>Fill holes up to [m]</source>
      <translation>この距離までの穴を補間 [m]</translation>
    </message>
    <message>
      <source>Smooth over [cells]</source>
      <translation>平滑化の範囲 [セル]</translation>
    </message>
    <message>
      <source>Vertical datum of the elevation</source>
      <translation>標高の鉛直基準</translation>
    </message>
    <message>
      <source>Elevation</source>
      <translation>標高</translation>
    </message>
    <message>
      <source>Error (1 sigma)</source>
      <translation>誤差 (1σ)</translation>
    </message>
    <message>
      <source>Reasons of voids</source>
      <translation>欠測の理由</translation>
    </message>
    <message>
      <source>Certainty</source>
      <translation>確信度</translation>
    </message>
    <message>
      <source>Probability of a wrong height</source>
      <translation>高さが誤りである確率</translation>
    </message>
    <message>
      <source>Point cloud</source>
      <translation>点群</translation>
    </message>
    <message>
      <source>Elevation in slant range</source>
      <translation>スラントレンジの標高</translation>
    </message>
    <message>
      <source>Share of cells with a height (0..1)</source>
      <translation>標高が得られたセルの割合 (0..1)</translation>
    </message>
    <message>
      <source>Median expected error of matching, 1 sigma [m]</source>
      <translation>マッチングによる予測誤差の中央値、1σ [m]</translation>
    </message>
    <message>
      <source>Expected error of the navigation, 1 sigma [m]</source>
      <translation>航法による予測誤差、1σ [m]</translation>
    </message>
    <message>
      <source>Correlation length of the errors [m]</source>
      <translation>誤差の相関長 [m]</translation>
    </message>
    <message>
      <source>Content of the error raster</source>
      <translation>誤差ラスタの内容</translation>
    </message>
    <message>
      <source>Code such as EPSG:32633, or WKT. Default: the UTM zone of the scene.</source>
      <translation>EPSG:32633 などのコード、または WKT。既定: シーンの UTM ゾーン。</translation>
    </message>
    <message>
      <source>Cell size of the elevation model. Default: the pixel spacing of the image on the ground, rounded up.</source>
      <translation>標高モデルのセルの大きさ。既定: 地上での画像の画素間隔を切り上げた値。</translation>
    </message>
    <message>
      <source>Discard matches with a certainty below this value. The certainty of a match is the probability that it is right to 3 pixels.</source>
      <translation>確信度がこの値より低い対応点を捨てます。対応点の確信度は、3 画素以内で正しい確率です。</translation>
    </message>
    <message>
      <source>Fill holes from their rims up to this distance from measured cells. The error of filled cells grows with the distance, and the mask marks them. 0 fills none.</source>
      <translation>測定されたセルからこの距離まで、穴を縁から補間します。補間されたセルの誤差は距離とともに大きくなり、マスクに印が付きます。0 では補間しません。</translation>
    </message>
    <message>
      <source>Smooth heights over about this many cells, but not across steps that their errors do not explain. The error raster does not change, because errors of neighbours are correlated. 0: no smoothing.</source>
      <translation>高さをこのセル数程度で平滑化します。誤差で説明できない段差はまたぎません。隣り合う点の誤差は相関するため、誤差ラスタは変わりません。0: 平滑化しません。</translation>
    </message>
    <message>
      <source>ellipsoid: WGS-84. Else the code of a vertical datum whose geoid grid is installed, such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid. Point cloud and slant layers keep heights above the ellipsoid.</source>
      <translation>ellipsoid: WGS 84 楕円体。または、ジオイド格子がインストールされている鉛直基準のコード(EPSG:5773 (EGM96) など)、または楕円体からのジオイド高のラスタのパス。点群とスラントレンジのレイヤは楕円体高のままです。</translation>
    </message>
    <message>
      <source>Heights in metres above the vertical datum; nodata where nothing was measured.</source>
      <translation>鉛直基準(既定は WGS 84 楕円体)からの高さ(メートル)。測定されなかった所は nodata です。</translation>
    </message>
    <message>
      <source>Expected error of each height, 1 sigma, in metres. If the accuracy of the tracks is known (from Refine geometry, the expected errors or the images' files), band 1 is the total error, band 2 the error of matching, band 3 the error of the navigation, which is correlated between neighbours. Otherwise it is the error of matching only.</source>
      <translation>各高さの予測誤差(1σ、メートル)。「ジオメトリの補正」、想定誤差、または画像のファイルが航跡の精度を示す場合、バンド 1 は全体の誤差、バンド 2 はマッチングの誤差、バンド 3 は隣り合う点に共通する航法の誤差です。それ以外の場合はマッチングの誤差だけです。</translation>
    </message>
    <message>
      <source>Code for each cell: the reason why it has a height or not, such as layover or shadow and in which image, no signal, or inconsistent matches. The legend explains the codes.</source>
      <translation>セルごとのコード: 高さがある、またはない理由。どちらの画像のレイオーバーまたはシャドウか、信号なし、対応点の不整合など。凡例に説明があります。</translation>
    </message>
    <message>
      <source>Mean certainty of the matches that contribute to each height, 0 to 1.</source>
      <translation>各高さのもとになった対応点の確信度、0~1。</translation>
    </message>
    <message>
      <source>Probability that a height comes from a wrong match, 0 to 1: one minus the certainty. The error raster holds what wrong matches add by it.</source>
      <translation>高さが誤った対応点から求められた確率、0~1(1 から確信度を引いた値)。誤差ラスタには、誤った対応点による分がこの確率に応じて含まれます。</translation>
    </message>
    <message>
      <source>Every measured pixel as a point, with its error, certainty and residual of the intersection (.laz or .las).</source>
      <translation>測定された全画素の点群。誤差、確信度、交会の残差を持ちます(.laz または .las)。</translation>
    </message>
    <message>
      <source>Elevation, error and code of every pixel of the reference image, in slant-range geometry.</source>
      <translation>主画像の各画素の標高、誤差、コード。スラントレンジのジオメトリです。</translation>
    </message>
    <message>
      <source>Elevation from a stereo pair</source>
      <translation>ステレオペアから標高を作成</translation>
    </message>
    <message>
      <source>Computes elevation and its expected error from two SAR images.</source>
      <translation>2 枚の SAR 画像から、標高とその予測誤差を求めます。</translation>
    </message>
    <message>
      <source>Computes an elevation raster and an error raster from two airborne SAR images of the same ground, taken from two flight tracks. Checks the pair, divides it into patches, matches them and triangulates the matches, like the single steps in sequence.</source>
      <translation>同じ地表を 2 つの航跡から撮像した 2 枚の航空機 SAR 画像から、標高ラスタと誤差ラスタを作成します(ステレオレーダグラメトリ)。ペアを確認し、パッチに分割し、マッチングし、三角測量します。個別の処理を順に実行するのと同じです。</translation>
    </message>
    <message>
      <source>Expected error of the navigation in the error raster, 1 sigma [m]</source>
      <translation>誤差ラスタに含まれる航法による予測誤差、1σ [m]</translation>
    </message>
    <message>
      <source>Whether the geometry was refined</source>
      <translation>ジオメトリを補正したか</translation>
    </message>
    <message>
      <source>Estimate biases between the two flights from the matches, and from the elevation model if one is given, and remove them. auto: if the matches or the elevation model show that the geometry is wrong; yes: always; no: never.</source>
      <translation>2 回の飛行の間のバイアスを対応点から、標高モデルがあればそれも用いて求め、取り除きます。auto: 対応点または標高モデルがジオメトリのずれを示す場合; yes: 常に; no: 行わない。</translation>
    </message>
    <message>
      <source>The matches, for the map tool Inspect a match, Refine geometry and Triangulate. Images that are imported or refined on the way are written beside it: &lt;i&gt;name&lt;/i&gt;_reference and &lt;i&gt;name&lt;/i&gt;_secondary.</source>
      <translation>対応点。地図ツール「対応点の検査」、「ジオメトリの補正」、「三角測量」で使います。途中でインポートまたは補正された画像は、同じフォルダに &lt;i&gt;name&lt;/i&gt;_reference と &lt;i&gt;name&lt;/i&gt;_secondary として書き込まれます。</translation>
    </message>
    <message>
      <source>Merge elevations</source>
      <translation>標高の統合</translation>
    </message>
    <message>
      <source>Merges elevations of several pairs, which fill each other's layover and shadow.</source>
      <translation>複数のペアの標高を統合し、レイオーバーとシャドウを互いに補います。</translation>
    </message>
    <message>
      <source>SAR elevation: merged</source>
      <translation>SAR 標高: 統合</translation>
    </message>
    <message>
      <source>Merges the elevations of several pairs, for example with other headings or from the opposite side, which fill each other's layover and shadow. The weight of a height is the inverse square of its error. If heights differ by more than their errors allow, the majority decides. If only two heights disagree, the one with the smaller error is kept, and its error is increased to the disagreement.</source>
      <translation>複数のペア(飛行方向の異なるペアや反対側から観測したペアなど)の標高を統合し、レイオーバーとシャドウを互いに補います。各高さには誤差の 2 乗の逆数の重みが付きます。高さの差が誤差で説明できない場合は多数に従います。2 つだけが一致しない場合は誤差の小さい方を残し、その誤差を不一致の大きさまで広げます。</translation>
    </message>
    <message>
      <source>The log and the report state the offsets between the elevations. They are removed only if you choose so.</source>
      <translation>標高の間のオフセットはログとレポートに示され、指定した場合にだけ取り除かれます。</translation>
    </message>
    <message>
      <source>Elevations</source>
      <translation>標高ラスタ</translation>
    </message>
    <message>
      <source>Errors</source>
      <translation>誤差ラスタ</translation>
    </message>
    <message>
      <source>Masks</source>
      <translation>マスク</translation>
    </message>
    <message>
      <source>Bring all to their common level first</source>
      <translation>先に共通の高さにそろえる</translation>
    </message>
    <message>
      <source>Correlation between pairs</source>
      <translation>ペア間の相関</translation>
    </message>
    <message>
      <source>Confidence of the test of agreement</source>
      <translation>一致の検定の信頼水準</translation>
    </message>
    <message>
      <source>Contributing elevations</source>
      <translation>寄与した標高の数</translation>
    </message>
    <message>
      <source>Share of cells with a height in the most complete single elevation (0..1)</source>
      <translation>最も多く測定された単独の標高における、高さのあるセルの割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of merged cells whose heights disagree (0..1)</source>
      <translation>統合したセルのうち高さが一致しない割合 (0..1)</translation>
    </message>
    <message>
      <source>Median expected error, 1 sigma [m]</source>
      <translation>予測誤差の中央値、1σ [m]</translation>
    </message>
    <message>
      <source>Largest offset from the common level [m]</source>
      <translation>共通の高さからの最大オフセット [m]</translation>
    </message>
    <message>
      <source>Two or more elevation rasters with the same vertical datum.</source>
      <translation>鉛直基準が同じ 2 つ以上の標高ラスタ。</translation>
    </message>
    <message>
      <source>The error rasters that belong to them, in the order of the elevations.</source>
      <translation>それらに対応する誤差ラスタ、標高と同じ順。</translation>
    </message>
    <message>
      <source>The rasters of reasons that belong to them, in the order of the elevations (optional). Cells that were not measured, such as filled ones, are then ignored.</source>
      <translation>それらに対応する欠測の理由のラスタ、標高と同じ順(任意)。補間されたセルなど、測定されていないセルは無視します。</translation>
    </message>
    <message>
      <source>Remove the median offsets between the elevations, which errors of the flight tracks cause.</source>
      <translation>航跡の誤差によって生じる、標高の間のオフセットの中央値を取り除きます。</translation>
    </message>
    <message>
      <source>Correlation of the matching errors of two elevations at the same place. Pairs with different headings have about 0.4, because both smooth the same ground; pairs that share an image have more. Errors of the navigation (band 3 of the errors, if present) are independent between pairs.</source>
      <translation>同じ場所での 2 つの標高のマッチング誤差の相関。飛行方向の異なるペアでは、同じ地表を平滑化するため約 0.4 です。画像を共有するペアではより大きくなります。航法誤差(誤差ラスタのバンド 3、ある場合)はペアの間で独立です。</translation>
    </message>
    <message>
      <source>Share of cells with correct errors that pass the test. Values closer to 1 average larger differences.</source>
      <translation>誤差が正しい場合に検定に合格するセルの割合。1 に近いほど大きな差も平均されます。</translation>
    </message>
    <message>
      <source>Code such as EPSG:32633, or WKT. Default: the CRS of the first elevation.</source>
      <translation>EPSG:32633 などのコード、または WKT。既定: 最初の標高の座標参照系。</translation>
    </message>
    <message>
      <source>Cell size of the merged elevation; on a grid in degrees it is converted. Default: the cell size of the first elevation.</source>
      <translation>統合した標高のセルの大きさ。度単位の格子では換算されます。既定: 最初の標高のセルの大きさ。</translation>
    </message>
    <message>
      <source>Number of elevations in each cell (band 1), and which ones, one bit each (band 2).</source>
      <translation>各セルに寄与した標高の数(バンド 1)と、どの標高か(バンド 2、1 つにつき 1 ビット)。</translation>
    </message>
    <message>
      <source>Elevation from many images</source>
      <translation>多数の画像から標高を作成</translation>
    </message>
    <message>
      <source>Computes one elevation and its expected error from many SAR images of an area.</source>
      <translation>ある地域の多数の SAR 画像から、1 つの標高とその予測誤差を計算します。</translation>
    </message>
    <message>
      <source>SAR elevation: many images</source>
      <translation>SAR 標高: 多数の画像</translation>
    </message>
    <message>
      <source>Computes an elevation raster and an error raster from two or more airborne SAR images of an area. Examines every two images, matches the pairs within the limits, estimates the errors of all flight tracks together, and merges the elevations of the pairs. Images with opposite headings fill each other's layover and shadow.</source>
      <translation>ある地域の 2 枚以上の航空機 SAR 画像から、標高ラスタと誤差ラスタを作成します。すべての 2 枚の組を調べ、限度内のペアをマッチングし、全航跡の誤差をまとめて推定し、各ペアの標高を統合します。逆方向に飛行した画像は、レイオーバーとシャドウを互いに補います。</translation>
    </message>
    <message>
      <source>The table and the layer of footprints list all pairs with intersection angle, overlap and expected error, and the reason why a pair was not matched. They are written before matching. If you cancel a run, start it again to resume it: pairs that are finished are not matched again.</source>
      <translation>表とフットプリントのレイヤには、すべてのペアの交会角、重複率、予測誤差と、マッチングしなかった理由を記録します。これらはマッチングの前に書き出します。中断した処理は、もう一度実行すると再開します。完了したペアは再びマッチングしません。</translation>
    </message>
    <message>
      <source>Images</source>
      <translation>画像</translation>
    </message>
    <message>
      <source>Folder of images</source>
      <translation>画像のフォルダ</translation>
    </message>
    <message>
      <source>Smallest intersection angle [degrees]</source>
      <translation>最小の交会角 [度]</translation>
    </message>
    <message>
      <source>Largest intersection angle [degrees]</source>
      <translation>最大の交会角 [度]</translation>
    </message>
    <message>
      <source>Smallest overlap</source>
      <translation>最小の重複率</translation>
    </message>
    <message>
      <source>Largest expected error [m]</source>
      <translation>最大の予測誤差 [m]</translation>
    </message>
    <message>
      <source>Pairs per image</source>
      <translation>画像あたりのペア数</translation>
    </message>
    <message>
      <source>Table of pairs</source>
      <translation>ペアの表</translation>
    </message>
    <message>
      <source>Folder of pairs</source>
      <translation>ペアのフォルダ</translation>
    </message>
    <message>
      <source>Number of images in matched pairs</source>
      <translation>マッチングしたペアの画像数</translation>
    </message>
    <message>
      <source>Number of possible pairs</source>
      <translation>可能なペアの数</translation>
    </message>
    <message>
      <source>Number of matched pairs</source>
      <translation>マッチングしたペアの数</translation>
    </message>
    <message>
      <source>Largest correction of a flight track [m]</source>
      <translation>航跡の最大の補正 [m]</translation>
    </message>
    <message>
      <source>Whether the tracks were refined together</source>
      <translation>全航跡をまとめて補正したか</translation>
    </message>
    <message>
      <source>Imported images, or SAR products, which are imported on the way (optional where a folder is given).</source>
      <translation>インポート済みの画像、または途中でインポートされる SAR プロダクト(フォルダを指定した場合は任意)。</translation>
    </message>
    <message>
      <source>Folder with imported images, whose names end in .tif with a geometry file .sargeom.json beside them (optional). Subfolders are not searched. They are added to the list of images.</source>
      <translation>インポート済みの画像のフォルダ(任意)。画像は名前が .tif で終わり、同じ場所にジオメトリファイル .sargeom.json があるものです。サブフォルダは検索しません。画像のリストに追加されます。</translation>
    </message>
    <message>
      <source>Do not match pairs whose lines of sight meet at a smaller angle: their heights have large errors.</source>
      <translation>視線の交わる角度がこれより小さいペアはマッチングしません。高さの誤差が大きくなるためです。</translation>
    </message>
    <message>
      <source>Do not match pairs whose lines of sight meet at a larger angle: their images differ too much.</source>
      <translation>視線の交わる角度がこれより大きいペアはマッチングしません。画像の違いが大きすぎるためです。</translation>
    </message>
    <message>
      <source>Do not match pairs whose secondary image shows less of the reference image's ground than this share, 0 to 1.</source>
      <translation>主画像の地表のうち、副画像に写る割合がこれより小さいペアはマッチングしません(0 から 1)。</translation>
    </message>
    <message>
      <source>Do not match pairs whose heights are expected to have a larger error, 1 sigma, for matches with an error of half a pixel. Default: no limit.</source>
      <translation>マッチングの誤差を 0.5 画素としたとき、高さの予測誤差(1σ)がこれより大きいペアはマッチングしません。既定: 制限なし。</translation>
    </message>
    <message>
      <source>Leave out a pair if both of its images are in so many pairs with smaller expected errors. 0: no limit.</source>
      <translation>両方の画像が、予測誤差のより小さいこの数のペアに含まれる場合、そのペアを除外します。0: 制限なし。</translation>
    </message>
    <message>
      <source>Estimate the errors of the tracks of all images together, from the matches of all pairs, the heights where pairs overlap, and the elevation model if one is given, and remove them. auto: if there is an elevation model, or the pairs show that tracks are wrong; yes: always; no: never.</source>
      <translation>全ペアの対応点、ペアが重なる場所の高さ、および与えられた場合は標高モデルから、全画像の航跡の誤差をまとめて推定し、取り除きます。auto: 標高モデルがある場合、またはペアが航跡の誤りを示す場合、yes: 常に、no: 行わない。</translation>
    </message>
    <message>
      <source>Every two images with intersection angle, overlap, expected error, and whether the pair was matched or why not (.csv).</source>
      <translation>すべての 2 枚の組の交会角、重複率、予測誤差と、マッチングしたか、しなかった理由 (.csv)。</translation>
    </message>
    <message>
      <source>Outlines of all images, and of the overlap of each pair with its figures, as a layer (optional).</source>
      <translation>全画像の輪郭と、各ペアの重複域の輪郭(数値付き)のレイヤ(任意)。</translation>
    </message>
    <message>
      <source>Folder to keep the matches and elevations of all pairs in (optional). A later run with this folder matches only pairs that are not finished there, for example those of additional images.</source>
      <translation>全ペアの対応点と標高を保存するフォルダ(任意)。後の実行でこのフォルダを指定すると、完了していないペア(追加した画像のペアなど)だけをマッチングします。</translation>
    </message>
    <message>
      <source>Project image onto elevation</source>
      <translation>画像を標高に投影</translation>
    </message>
    <message>
      <source>Geocodes a SAR image on an elevation model or a measured elevation, with layover, shadow and incidence.</source>
      <translation>SAR 画像を標高モデルまたは計測した標高の上にジオコーディングし、レイオーバー、シャドウ、入射角も出力します。</translation>
    </message>
    <message>
      <source>SAR orthoimage: {}</source>
      <translation>SAR オルソ画像: {}</translation>
    </message>
    <message>
      <source>Projects the amplitude of an image in slant range onto an elevation by range and Doppler (terrain correction). Each cell is the mean power of its area in the image, in decibels.</source>
      <translation>スラントレンジ画像の振幅を、レンジとドップラーにより標高の上に投影します(地形補正)。各セルは、そのセルが画像の中で占める範囲の平均電力(デシベル)です。</translation>
    </message>
    <message>
      <source>The mask shows where the image does not show the ground well: layover, shadow and foreshortened slopes, computed from the elevation. In layover the same echo appears at several places.</source>
      <translation>マスクは、画像が地表をよく写していない場所を示します。標高から計算したレイオーバー、シャドウ、フォアショートニングの斜面です。レイオーバーでは同じエコーが複数の場所に現れます。</translation>
    </message>
    <message>
      <source>Image</source>
      <translation>画像</translation>
    </message>
    <message>
      <source>CRS of the orthoimage</source>
      <translation>オルソ画像の座標参照系</translation>
    </message>
    <message>
      <source>Orthoimage</source>
      <translation>オルソ画像</translation>
    </message>
    <message>
      <source>Layover and shadow</source>
      <translation>レイオーバーとシャドウ</translation>
    </message>
    <message>
      <source>Local incidence angle</source>
      <translation>局所入射角</translation>
    </message>
    <message>
      <source>Share of cells that the image shows (0..1)</source>
      <translation>画像に写っているセルの割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of these that are visible (0..1)</source>
      <translation>そのうち見えるセルの割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of these in layover (0..1)</source>
      <translation>そのうちレイオーバーの割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of these in shadow (0..1)</source>
      <translation>そのうちシャドウの割合 (0..1)</translation>
    </message>
    <message>
      <source>Reference or secondary: an imported image, or a SAR product, which is imported on the way. After Refine geometry use the refined image.</source>
      <translation>主画像または副画像。インポート済みの画像、または実行時にインポートされる SAR プロダクト。ジオメトリの補正後は、補正後の画像を選びます。</translation>
    </message>
    <message>
      <source>Elevation model or measured elevation, in any CRS; heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS or DEM_VERTICAL names. Voids stay voids.</source>
      <translation>標高モデルまたは計測した標高。座標参照系は問いません。高さは WGS 84 楕円体、または座標参照系か DEM_VERTICAL が示す基準からのメートル値。欠測は欠測のままです。</translation>
    </message>
    <message>
      <source>auto: what the file states; if it states none, the WGS-84 ellipsoid. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid. Copernicus GLO-30 counts from EGM2008 (EPSG:3855), SRTM from EGM96. Elevations of this plugin state their datum.</source>
      <translation>auto: ファイルに書かれているもの。書かれていない場合は WGS 84 楕円体。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス。Copernicus GLO-30 は EGM2008 (EPSG:3855)、SRTM は EGM96 が基準です。このプラグインの標高には基準が書かれています。</translation>
    </message>
    <message>
      <source>Cell size of the orthoimage; power is averaged over the cell's area in the image. Default: the pixel spacing of the image on the ground, rounded up.</source>
      <translation>オルソ画像のセルの大きさ。電力は、セルが画像の中で占める範囲で平均されます。既定: 地上での画像の画素間隔を切り上げた値。</translation>
    </message>
    <message>
      <source>Amplitude in decibels on the map, 20 log10 of the root mean square over the cell.</source>
      <translation>地図上の振幅(デシベル)。セル内の二乗平均平方根の 20 log10。</translation>
    </message>
    <message>
      <source>Code for each cell: visible, foreshortened, layover, shadow. The legend explains the codes.</source>
      <translation>各セルのコード: 可視、フォアショートニング、レイオーバー、シャドウ。コードの意味は凡例にあります。</translation>
    </message>
    <message>
      <source>Angle between the normal of the ground and the line of sight, in degrees.</source>
      <translation>地表の法線と視線のなす角(度)。</translation>
    </message>
    <message>
      <source>Predict what two images will show</source>
      <translation>2 枚の画像の可視範囲と精度を予測</translation>
    </message>
    <message>
      <source>Maps layover, shadow, intersection angle and expected error of two images or planned tracks.</source>
      <translation>2 枚の画像または計画航跡について、レイオーバー、シャドウ、交会角、予測誤差の地図を作ります。</translation>
    </message>
    <message>
      <source>SAR plan: {}</source>
      <translation>SAR 計画: {}</translation>
    </message>
    <message>
      <source>Predicts from an elevation model what two images will show of the ground: where both show it, where one of them has layover or shadow, at which angle the lines of sight intersect, and which error of the heights a stated matching error causes. Nothing is matched.</source>
      <translation>標高モデルから、2 枚の画像に地表がどう写るかを予測します。両方に写る場所、一方でレイオーバーやシャドウになる場所、視線の交会角、指定したマッチング誤差による高さの誤差です。マッチングは行いません。</translation>
    </message>
    <message>
      <source>Each view is an image, or the table of a flown or planned track with its look side.</source>
      <translation>それぞれの視点は、画像、または飛行済みか計画中の航跡の表とその観測方向です。</translation>
    </message>
    <message>
      <source>Track of the reference</source>
      <translation>主画像側の航跡</translation>
    </message>
    <message>
      <source>Look side of the reference track</source>
      <translation>主画像側の航跡の観測方向</translation>
    </message>
    <message>
      <source>Track of the secondary</source>
      <translation>副画像側の航跡</translation>
    </message>
    <message>
      <source>Look side of the secondary track</source>
      <translation>副画像側の航跡の観測方向</translation>
    </message>
    <message>
      <source>Smallest look angle of tracks [degrees]</source>
      <translation>航跡の最小オフナディア角 [度]</translation>
    </message>
    <message>
      <source>Largest look angle of tracks [degrees]</source>
      <translation>航跡の最大オフナディア角 [度]</translation>
    </message>
    <message>
      <source>Slant-range spacing of tracks [m]</source>
      <translation>航跡のスラントレンジ間隔 [m]</translation>
    </message>
    <message>
      <source>Azimuth spacing of tracks [m]</source>
      <translation>航跡のアジマス間隔 [m]</translation>
    </message>
    <message>
      <source>Expected matching error [px]</source>
      <translation>予想されるマッチング誤差 [px]</translation>
    </message>
    <message>
      <source>CRS of the maps</source>
      <translation>地図の座標参照系</translation>
    </message>
    <message>
      <source>Visible in both</source>
      <translation>両方での可視性</translation>
    </message>
    <message>
      <source>Expected error of height (1 sigma)</source>
      <translation>高さの予測誤差 (1σ)</translation>
    </message>
    <message>
      <source>Intersection angle</source>
      <translation>交会角</translation>
    </message>
    <message>
      <source>Layover and shadow of the reference</source>
      <translation>主画像のレイオーバーとシャドウ</translation>
    </message>
    <message>
      <source>Layover and shadow of the secondary</source>
      <translation>副画像のレイオーバーとシャドウ</translation>
    </message>
    <message>
      <source>Share of the common ground that is visible in both images (0..1)</source>
      <translation>共通の地表のうち両方の画像で見える割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of the common ground that is visible in the reference (0..1)</source>
      <translation>共通の地表のうち主画像で見える割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of the common ground that is visible in the secondary (0..1)</source>
      <translation>共通の地表のうち副画像で見える割合 (0..1)</translation>
    </message>
    <message>
      <source>Median expected error of height, 1 sigma [m]</source>
      <translation>高さの予測誤差の中央値、1σ [m]</translation>
    </message>
    <message>
      <source>Median intersection angle [degrees]</source>
      <translation>交会角の中央値 [度]</translation>
    </message>
    <message>
      <source>Elevation model, in any CRS; heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS or DEM_VERTICAL names. Walls, crowns and cliffs count only if it contains them.</source>
      <translation>標高モデル。座標参照系は問いません。高さは WGS 84 楕円体、または座標参照系か DEM_VERTICAL が示す基準からのメートル値。壁、樹冠、崖は、モデルに含まれている場合だけ考慮されます。</translation>
    </message>
    <message>
      <source>An imported image or a SAR product, for its geometry (optional). Else give its track.</source>
      <translation>インポート済みの画像または SAR プロダクト。ジオメトリだけを使います(任意)。ない場合は航跡を指定します。</translation>
    </message>
    <message>
      <source>Table of a flown or planned track (optional): time, longitude, latitude, height, or time, x, y, z in Earth-centred metres (WGS 84). Heights refer to the ellipsoid.</source>
      <translation>飛行済みまたは計画中の航跡の表(任意): 時刻、経度、緯度、高さ、または時刻と地心直交座標 x, y, z(メートル、WGS 84)。高さは楕円体高です。</translation>
    </message>
    <message>
      <source>Relative to the direction of flight. An image states its own.</source>
      <translation>飛行方向に対する観測方向。画像の場合は画像に書かれています。</translation>
    </message>
    <message>
      <source>Table of a flown or planned track (optional), as for the reference.</source>
      <translation>飛行済みまたは計画中の航跡の表(任意)。主画像側と同じ形式です。</translation>
    </message>
    <message>
      <source>Near edge of the swath: angle at the antenna from the vertical to the ground.</source>
      <translation>観測幅の近い側の端: アンテナで鉛直から地表までを測った角度。</translation>
    </message>
    <message>
      <source>Far edge of the swath, likewise.</source>
      <translation>観測幅の遠い側の端。同様です。</translation>
    </message>
    <message>
      <source>Of the images that the tracks will take.</source>
      <translation>航跡から撮像される画像の値。</translation>
    </message>
    <message>
      <source>Standard deviation of a match in the secondary, in line and in sample. With the default the expected errors are those that were measured with the matcher compact on hills and mountains.</source>
      <translation>副画像での対応点の標準偏差(ライン方向、サンプル方向)。既定値では、丘陵と山地でマッチング手法 compact により計測された誤差と同じになります。</translation>
    </message>
    <message>
      <source>Code such as EPSG:32633, or WKT. Default: the UTM zone of the elevation.</source>
      <translation>EPSG:32633 のようなコード、または WKT。既定: 標高の UTM ゾーン。</translation>
    </message>
    <message>
      <source>Cell size of the maps. Default: that of the elevation, rounded to two digits.</source>
      <translation>地図のセルの大きさ。既定: 標高のセルの大きさを 2 桁に丸めた値。</translation>
    </message>
    <message>
      <source>Code for each cell: visible in both images, in one of them, in neither. The legend explains the codes.</source>
      <translation>各セルのコード: 両方の画像で可視、一方で可視、どちらでも不可視。コードの意味は凡例にあります。</translation>
    </message>
    <message>
      <source>Of matching only, in metres, where both images show the ground.</source>
      <translation>マッチングだけによる誤差(メートル)。両方の画像に地表が写る場所の値です。</translation>
    </message>
    <message>
      <source>Angle between the two lines of sight, in degrees.</source>
      <translation>2 つの視線のなす角(度)。</translation>
    </message>
    <message>
      <source>Evaluate elevation</source>
      <translation>標高の評価</translation>
    </message>
    <message>
      <source>Compares an elevation with a reference surface model or check points, and explains the numbers.</source>
      <translation>標高を参照 DSM または検証点と比較し、数値の意味を説明します。</translation>
    </message>
    <message>
      <source>SAR evaluation: {}</source>
      <translation>SAR 評価: {}</translation>
    </message>
    <message>
      <source>Subtracts a reference surface model, or the heights of check points, from an elevation raster and computes statistics of the differences: bias, NMAD (robust spread), RMSE, LE90, completeness, and the share of points below error thresholds; also by slope, by predicted error, and by reason in the mask. With the error raster it states whether the predicted errors are right on average, and whether they tell good places from bad. The report explains the numbers.</source>
      <translation>標高ラスタから参照 DSM または検証点の高さを引き、差をまとめます: バイアス、NMAD(頑健なばらつき)、RMSE、LE90、完全性、誤差のしきい値以下の点の割合。傾斜、予測誤差、マスクの区分ごとにも示します。誤差ラスタがあれば、予測誤差が平均的に妥当か、精度の高い場所と低い場所を区別できているかも示します。レポートは数値の意味を言葉で説明します。</translation>
    </message>
    <message>
      <source>Heights with different vertical datums are not compared. If a file does not state its vertical datum, set it in the advanced parameters.</source>
      <translation>基準面の異なる高さは比較されません。ファイルに基準が書かれていない場合は、詳細パラメータで指定してください。</translation>
    </message>
    <message>
      <source>Reference surface model</source>
      <translation>参照 DSM(数値表層モデル)</translation>
    </message>
    <message>
      <source>Check points</source>
      <translation>検証点</translation>
    </message>
    <message>
      <source>CRS of a table of check points</source>
      <translation>検証点の表の座標参照系</translation>
    </message>
    <message>
      <source>Field of the check points' heights</source>
      <translation>検証点の高さの属性</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>誤差</translation>
    </message>
    <message>
      <source>Mask</source>
      <translation>マスク</translation>
    </message>
    <message>
      <source>Remove a shift against the reference first</source>
      <translation>先に参照に対するずれを取り除く</translation>
    </message>
    <message>
      <source>Vertical datum of the reference</source>
      <translation>参照の鉛直基準</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>差分</translation>
    </message>
    <message>
      <source>Checked points</source>
      <translation>検証済みの点</translation>
    </message>
    <message>
      <source>Statistics</source>
      <translation>統計値</translation>
    </message>
    <message>
      <source>Median difference [m]</source>
      <translation>差の中央値 [m]</translation>
    </message>
    <message>
      <source>Normalised median absolute deviation [m]</source>
      <translation>正規化中央絶対偏差 (NMAD) [m]</translation>
    </message>
    <message>
      <source>Root mean square difference [m]</source>
      <translation>二乗平均平方根誤差 (RMSE) [m]</translation>
    </message>
    <message>
      <source>90 % of the absolute differences are below [m]</source>
      <translation>差の絶対値の 90 % がこの値以下 (LE90) [m]</translation>
    </message>
    <message>
      <source>Share of the reference's cells with a height (0..1)</source>
      <translation>参照のセルのうち標高が得られた割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 1 m (0..1)</source>
      <translation>差が 1 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 2 m (0..1)</source>
      <translation>差が 2 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 5 m (0..1)</source>
      <translation>差が 5 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 10 m (0..1)</source>
      <translation>差が 10 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences within one predicted sigma (0..1)</source>
      <translation>予測誤差 1σ 以内の差の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences within two predicted sigma (0..1)</source>
      <translation>予測誤差 2σ 以内の差の割合 (0..1)</translation>
    </message>
    <message>
      <source>Rank correlation of absolute difference and predicted sigma</source>
      <translation>差の絶対値と予測 σ の順位相関</translation>
    </message>
    <message>
      <source>Area under the sparsification error (0: ranked as the errors, 1: at random)</source>
      <translation>スパース化誤差の面積 AUSE (0: 誤差そのものの順位と同じ、1: 無作為と同じ)</translation>
    </message>
    <message>
      <source>Standard error of a mean over 100 m x 100 m [m]</source>
      <translation>100 m × 100 m の平均の標準誤差 [m]</translation>
    </message>
    <message>
      <source>Removed shift of the elevation, east [m]</source>
      <translation>取り除いた標高のずれ、東 [m]</translation>
    </message>
    <message>
      <source>Removed shift of the elevation, north [m]</source>
      <translation>取り除いた標高のずれ、北 [m]</translation>
    </message>
    <message>
      <source>Removed shift of the elevation, up [m]</source>
      <translation>取り除いた標高のずれ、上 [m]</translation>
    </message>
    <message>
      <source>Verdict</source>
      <translation>判定</translation>
    </message>
    <message>
      <source>The elevation raster to evaluate, in metres.</source>
      <translation>評価する標高ラスタ(メートル)。</translation>
    </message>
    <message>
      <source>A more accurate elevation model of the same ground, surfaces included; it is resampled to the grid of the elevation. Give this, check points, or both.</source>
      <translation>同じ地表の、表層を含むより正確な標高モデル。標高の格子に再標本化されます。これか検証点、または両方を指定します。</translation>
    </message>
    <message>
      <source>Points of known height (optional): a layer of points with a height field or a third coordinate, or a CSV file with the columns lon, lat, height or x, y, height.</source>
      <translation>高さの分かっている場所(任意): 高さの属性または 3 つ目の座標を持つ点レイヤ、または lon, lat, height か x, y, height の列を持つ CSV ファイル。</translation>
    </message>
    <message>
      <source>Coordinate system of the columns x and y of a CSV file; layers have their own.</source>
      <translation>CSV ファイルの x と y の列の座標参照系。レイヤは自身のものを持ちます。</translation>
    </message>
    <message>
      <source>Needed only if the field is not called height, elevation, z or similar.</source>
      <translation>名前が height、elevation、z などでない場合にだけ必要です。</translation>
    </message>
    <message>
      <source>The error raster that belongs to the elevation (optional). The report then says whether the expected errors are realistic.</source>
      <translation>標高に対応する誤差ラスタ(任意)。予測誤差が妥当かどうかもレポートに示します。</translation>
    </message>
    <message>
      <source>The raster of reasons that belongs to the elevation (optional). The report then says why cells have no height.</source>
      <translation>標高に対応する欠測の理由のラスタ(任意)。セルに高さがない理由もレポートに示します。</translation>
    </message>
    <message>
      <source>The certainty raster that belongs to the elevation (optional). The report then says whether the expected errors hold at high and low certainty.</source>
      <translation>標高に対応する確信度ラスタ(任意)。確信度が高い場合と低い場合に予測誤差が妥当かどうかもレポートに示します。</translation>
    </message>
    <message>
      <source>Estimate the shift between elevation and reference (Nuth and Kaab 2011), report it with its uncertainty, and compare without it. Leave it off to evaluate positions too.</source>
      <translation>標高と参照の間のずれを推定し (Nuth and Kääb 2011)、その不確かさとともに示し、ずれを除いて比較します。位置も評価する場合はオフにします。</translation>
    </message>
    <message>
      <source>auto: what the file states. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid.</source>
      <translation>auto: ファイルに書かれているもの。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス。</translation>
    </message>
    <message>
      <source>auto: what the file states. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid; or same, as the elevation. Applies to check points too.</source>
      <translation>auto: ファイルに書かれているもの。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス、標高と同じ場合は same。検証点にも適用されます。</translation>
    </message>
    <message>
      <source>Compare within this rectangle only (optional). As text: xmin,xmax,ymin,ymax [EPSG:code].</source>
      <translation>この矩形の中だけを比較します(任意)。文字列では xmin,xmax,ymin,ymax [EPSG:コード]。</translation>
    </message>
    <message>
      <source>Compare within these polygons only, in any CRS (optional).</source>
      <translation>このポリゴンの中だけを比較します(任意)。座標参照系は問いません。</translation>
    </message>
    <message>
      <source>Polygons in which nothing is compared, such as water, or forest where the reference is bare ground, in any CRS (optional).</source>
      <translation>比較しない場所のポリゴン(任意)。水域や、参照データが地盤高である森林など。座標参照系は問いません。</translation>
    </message>
    <message>
      <source>Elevation minus reference surface model, in metres. Skip it if there are only check points.</source>
      <translation>標高から参照 DSM を引いた値(メートル)。検証点だけの場合は省いてください。</translation>
    </message>
    <message>
      <source>The check points with both heights and their difference, in metres.</source>
      <translation>両方の高さとその差(メートル)を持つ検証点。</translation>
    </message>
    <message>
      <source>The statistics for other programs (JSON).</source>
      <translation>他のプログラムのための統計値 (JSON)。</translation>
    </message>
    <message>
      <source>Compare matchers</source>
      <translation>マッチング手法の比較</translation>
    </message>
    <message>
      <source>Runs every matcher on a pair whose surface is known, and compares the results.</source>
      <translation>地表が既知のペアですべてのマッチング手法を実行し、結果を並べて示します。</translation>
    </message>
    <message>
      <source>Computes an elevation with each matcher from the same pair, the same patches and the same heights, and evaluates all of them against a reference surface model: elevation and error maps, the share of matches within 1, 3, 5 and 10 pixels, the share of points with an error below 1, 2, 5 and 10 m, coverage, and time. Give fine-tuned weights to compare them with the bundled ones.</source>
      <translation>同じペア、同じパッチ、同じ標高範囲から手法ごとに標高を作成し、すべてを参照 DSM で評価します: 標高と誤差の地図を並べ、1、3、5、10 画素以内の対応点の割合、誤差 1、2、5、10 m 未満の点の割合、被覆率、時間を示します。ファインチューニングした重みを指定すると、付属の重みと並べて比較できます。</translation>
    </message>
    <message>
      <source>The output folder contains a report, the numbers for other programs (comparison.json), and the rasters of each matcher. If you cancel a run, start it again to resume it. Finished matchers are not run again, so you can add further weights later.</source>
      <translation>フォルダには 1 つのレポート、他のプログラムのための数値 (comparison.json)、手法ごとのラスタが入ります。キャンセルした実行は中断した所から再開します。終わった手法は再実行されないため、後から重みを追加できます。</translation>
    </message>
    <message>
      <source>Matchers</source>
      <translation>マッチング手法</translation>
    </message>
    <message>
      <source>Weights of learned matchers</source>
      <translation>学習型手法の重み</translation>
    </message>
    <message>
      <source>Comparison</source>
      <translation>比較結果</translation>
    </message>
    <message>
      <source>Numbers (JSON)</source>
      <translation>数値 (JSON)</translation>
    </message>
    <message>
      <source>Number of matchers compared</source>
      <translation>比較した手法の数</translation>
    </message>
    <message>
      <source>Heights of the ground with its trees and buildings at the time of the images, best from lidar. Any CRS; heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS names.</source>
      <translation>撮像時点の樹木や建物を含む地表の高さ。LiDAR によるものが最適です。座標参照系は問いません。高さは WGS 84 楕円体高、または座標参照系が示す鉛直基準からのメートル。</translation>
    </message>
    <message>
      <source>Matchers to compare. Default: all whose weights are available.</source>
      <translation>比較する手法。既定: 重みのあるすべての手法。</translation>
    </message>
    <message>
      <source>Weights files, such as Fine-tune matcher writes (optional). Each is compared as a matcher of its own, beside the bundled weights.</source>
      <translation>「マッチング手法のファインチューニング」などが書き出した重みのファイル(任意)。それぞれを独立した手法として、付属の重みと並べて比較します。</translation>
    </message>
    <message>
      <source>Folder for report, numbers and rasters; new, empty, or that of an earlier run on the same pair.</source>
      <translation>レポート、数値、ラスタのフォルダ。新規、空、または同じペアの以前の実行のもの。</translation>
    </message>
    <message>
      <source>Mean height and error of areas</source>
      <translation>領域の平均標高と誤差</translation>
    </message>
    <message>
      <source>Computes mean height and volume of polygons, with standard errors that count correlated errors.</source>
      <translation>ポリゴンの平均標高と体積を、誤差の相関を考慮した標準誤差とともに計算します。</translation>
    </message>
    <message>
      <source>Averages the heights within each polygon and computes the volume above a base. Errors of neighbouring cells are correlated, so the standard error of a mean is much larger than that of independent errors. It follows from the errors of the cells and the distance over which they are correlated; errors of the navigation are the same for the whole area.</source>
      <translation>各ポリゴン内の標高を平均し、基準の高さからの体積を計算します。隣り合うセルの誤差は相関しているため、平均の標準誤差は独立な誤差の場合よりずっと大きくなります。標準誤差は、セルの誤差と、誤差が相関する距離から求められます。航法の誤差は領域全体に共通です。</translation>
    </message>
    <message>
      <source>The correlation is estimated from the difference from a reference if one is given. Otherwise it is the one that Triangulate measured and wrote into the error raster. For changes, give the difference of two elevations as elevation, and as error the root of the sum of their squared errors.</source>
      <translation>参照との差があれば、相関はそこから推定されます。なければ、「三角測量」が測定して誤差ラスタに書いたものを用います。変化を求めるには、標高として 2 つの標高の差を、誤差として両者の誤差の二乗和の平方根を指定します。</translation>
    </message>
    <message>
      <source>Areas</source>
      <translation>領域</translation>
    </message>
    <message>
      <source>Difference from a reference</source>
      <translation>参照との差</translation>
    </message>
    <message>
      <source>Correlation length [m]</source>
      <translation>相関長 [m]</translation>
    </message>
    <message>
      <source>Base of the volumes [m]</source>
      <translation>体積の基準の高さ [m]</translation>
    </message>
    <message>
      <source>Areas with mean heights</source>
      <translation>平均標高付きの領域</translation>
    </message>
    <message>
      <source>Number of areas</source>
      <translation>領域の数</translation>
    </message>
    <message>
      <source>Number of areas with a height</source>
      <translation>標高のある領域の数</translation>
    </message>
    <message>
      <source>Median standard error of the mean heights, 1 sigma [m]</source>
      <translation>平均標高の標準誤差の中央値、1σ [m]</translation>
    </message>
    <message>
      <source>Elevation raster, or the difference of two elevations for changes, in metres.</source>
      <translation>標高ラスタ、または変化を求める場合は 2 つの標高の差(メートル)。</translation>
    </message>
    <message>
      <source>The error raster that belongs to it, 1 sigma, in metres.</source>
      <translation>それに対応する誤差ラスタ、1σ(メートル)。</translation>
    </message>
    <message>
      <source>Layer of polygons, in any CRS.</source>
      <translation>ポリゴンのレイヤ。CRS は任意です。</translation>
    </message>
    <message>
      <source>Elevation minus a reference, as Evaluate elevation writes it (optional). The correlation of the errors and their size are then estimated from it. Default: the correlation that the error raster states.</source>
      <translation>「標高の評価」が書き出す、標高と参照の差(任意)。誤差の相関と大きさがそこから推定されます。既定: 誤差ラスタに書かれた相関。</translation>
    </message>
    <message>
      <source>Side of the square over which errors count as one independent error (optional). It replaces the estimate.</source>
      <translation>誤差が 1 つの独立な誤差とみなされる正方形の辺(任意)。推定値の代わりに用いられます。</translation>
    </message>
    <message>
      <source>Height from which volumes count. 0 for changes.</source>
      <translation>体積を数え始める高さ。変化の場合は 0。</translation>
    </message>
    <message>
      <source>The polygons with mean height, volume, their standard errors, number of cells and share of voids.</source>
      <translation>平均標高、体積、それらの標準誤差、セル数、欠測の割合を持つポリゴン。</translation>
    </message>
    <message>
      <source>Simulate stereo pair</source>
      <translation>ステレオペアのシミュレーション</translation>
    </message>
    <message>
      <source>Simulates two SAR images of a terrain, with the true surface.</source>
      <translation>地形の SAR 画像 2 枚と真の地表面をシミュレーションで作成します。</translation>
    </message>
    <message>
      <source>Simulates a pair of slant-range images from an elevation model or a simulated terrain, with layover, shadow, speckle, and texture that partly differs between the two views. It also writes the true surface. Use it to plan a flight, to try parameters, and to test matchers.</source>
      <translation>標高モデルまたは架空の地形から、レイオーバー、シャドウ、スペックル、および 2 つの視点で部分的に異なるテクスチャを持つスラントレンジ画像のペアを生成し、真の地表面を書き出します。飛行計画、パラメータの試行、マッチング手法の試験に役立ちます。</translation>
    </message>
    <message>
      <source>For a SICD product instead of an imported image, use a file name that ends in .nitf.</source>
      <translation>.nitf で終わるファイル名を指定すると、インポート済み画像の代わりに SICD プロダクトを出力します。</translation>
    </message>
    <message>
      <source>Elevation model</source>
      <translation>標高モデル</translation>
    </message>
    <message>
      <source>Invented terrain</source>
      <translation>地形の種類</translation>
    </message>
    <message>
      <source>Size of the scene [m]</source>
      <translation>シーンの大きさ [m]</translation>
    </message>
    <message>
      <source>Longitude of the centre [degrees]</source>
      <translation>中心の経度 [度]</translation>
    </message>
    <message>
      <source>Latitude of the centre [degrees]</source>
      <translation>中心の緯度 [度]</translation>
    </message>
    <message>
      <source>Flying altitude [m]</source>
      <translation>飛行高度 [m]</translation>
    </message>
    <message>
      <source>Look angle of the reference [degrees]</source>
      <translation>主画像のオフナディア角 [度]</translation>
    </message>
    <message>
      <source>Look angle of the secondary [degrees]</source>
      <translation>副画像のオフナディア角 [度]</translation>
    </message>
    <message>
      <source>Heading [degrees]</source>
      <translation>飛行方位 [度]</translation>
    </message>
    <message>
      <source>Crossing angle [degrees]</source>
      <translation>航跡の交差角 [度]</translation>
    </message>
    <message>
      <source>Look from opposite sides</source>
      <translation>反対側から観測</translation>
    </message>
    <message>
      <source>Decorrelation</source>
      <translation>非相関の割合</translation>
    </message>
    <message>
      <source>Noise [dB]</source>
      <translation>雑音 [dB]</translation>
    </message>
    <message>
      <source>Pixel type of products</source>
      <translation>プロダクトの画素型</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>乱数シード</translation>
    </message>
    <message>
      <source>True surface</source>
      <translation>真の地表面</translation>
    </message>
    <message>
      <source>Terrain to image, heights in metres above the ellipsoid (optional). Default: a simulated terrain.</source>
      <translation>撮像する地形、楕円体からの高さ(メートル)(任意)。既定: シミュレーションによる地形。</translation>
    </message>
    <message>
      <source>Kind of terrain if no elevation model is given.</source>
      <translation>標高モデルがない場合の地形の種類。</translation>
    </message>
    <message>
      <source>Side of the square of ground that is imaged.</source>
      <translation>撮像する正方形の地表の一辺。</translation>
    </message>
    <message>
      <source>Centre of the scene (optional). Default: the centre of the elevation model.</source>
      <translation>シーンの中心(任意)。既定: 標高モデルの中心。</translation>
    </message>
    <message>
      <source>Height of both tracks above the mean height of the ground.</source>
      <translation>両航跡の、地表の平均の高さからの高度。</translation>
    </message>
    <message>
      <source>Angle from the vertical at the antenna to the centre of the scene.</source>
      <translation>アンテナの鉛直方向からシーン中心までの角度。</translation>
    </message>
    <message>
      <source>Flight direction of the reference track, clockwise from north.</source>
      <translation>主画像の航跡の飛行方向、北から時計回り。</translation>
    </message>
    <message>
      <source>Rotation of the secondary track against the reference track, clockwise.</source>
      <translation>主画像の航跡に対する副画像の航跡の回転、時計回り。</translation>
    </message>
    <message>
      <source>Look side of the reference image relative to its track.</source>
      <translation>主画像が航跡のどちら側を見るか。</translation>
    </message>
    <message>
      <source>The secondary image looks to the other side of its track, as from the other side of a valley.</source>
      <translation>副画像は、谷の向こう側から見るように、航跡の反対側を見ます。</translation>
    </message>
    <message>
      <source>Distance between range samples.</source>
      <translation>レンジサンプルの間隔。</translation>
    </message>
    <message>
      <source>Distance between image lines.</source>
      <translation>画像ラインの間隔。</translation>
    </message>
    <message>
      <source>Share of the variance of the texture that differs between the two views.</source>
      <translation>2 つの視点の間で異なるテクスチャの分散の割合。</translation>
    </message>
    <message>
      <source>Thermal noise as beta nought; the ground is at about -10 dB.</source>
      <translation>ベータノートで表した熱雑音。地表は -10 dB 程度です。</translation>
    </message>
    <message>
      <source>How a SICD product (.nitf) stores its pixels.</source>
      <translation>SICD プロダクト (.nitf) の画素の格納方法。</translation>
    </message>
    <message>
      <source>Seed of the random numbers. The same seed gives the same result, another seed a different one.</source>
      <translation>乱数の初期値。同じ値では同じ結果、別の値では別の結果になります。</translation>
    </message>
    <message>
      <source>Slant-range image (.tif) or SICD product (.nitf).</source>
      <translation>スラントレンジ画像 (.tif) または SICD プロダクト (.nitf)。</translation>
    </message>
    <message>
      <source>Heights in metres above the WGS-84 ellipsoid.</source>
      <translation>WGS 84 楕円体高(メートル)。</translation>
    </message>
    <message>
      <source>Create training set</source>
      <translation>学習データセットの作成</translation>
    </message>
    <message>
      <source>Makes patch pairs with their true matches from a pair and a surface model.</source>
      <translation>ペアと数値表層モデルから、真の対応点を持つパッチのペアを作成します。</translation>
    </message>
    <message>
      <source>Divides two images of ground whose surface is known into patch pairs. Each contains the true match of every pixel, and whether the pixel is in layover, in shadow, or hidden from the other view. Such pairs are used to train a matcher.</source>
      <translation>地表が既知の 2 枚の画像をパッチのペアに分割し、各画素の真の対応点と、レイオーバー、シャドウ、またはもう一方の画像から隠れているかどうかを書き出します。マッチング手法はこのようなペアから学習します。</translation>
    </message>
    <message>
      <source>Training and validation areas are separate on the ground. If you cancel a run, start it again with the same parameters to resume it from its finished patches. The folder also contains pictures of some samples. Check them: they show whether the surface model or a track is wrong.</source>
      <translation>学習用と検証用の領域は地上で分けられます。キャンセルした実行は、同じパラメータで再開すると終わったパッチの続きから進みます。フォルダには一部のサンプルの図もあります。DSM や航跡が誤っていないか、図で確認してください。</translation>
    </message>
    <message>
      <source>Share to validate on</source>
      <translation>検証に用いる割合</translation>
    </message>
    <message>
      <source>Training set</source>
      <translation>学習データセット</translation>
    </message>
    <message>
      <source>Samples to train on</source>
      <translation>学習用サンプル数</translation>
    </message>
    <message>
      <source>Samples to validate on</source>
      <translation>検証用サンプル数</translation>
    </message>
    <message>
      <source>Share of pixels with a match that both views see (0..1)</source>
      <translation>対応点があり両方の視点から見える画素の割合 (0..1)</translation>
    </message>
    <message>
      <source>Intersection angle [degrees]</source>
      <translation>交会角 [度]</translation>
    </message>
    <message>
      <source>Side of the square windows of the reference image that become samples.</source>
      <translation>サンプルになる、主画像の正方形の窓の一辺。</translation>
    </message>
    <message>
      <source>Share of the samples that are used for validation only, not for training.</source>
      <translation>学習には用いず、学習の良さを評価するサンプルの割合。</translation>
    </message>
    <message>
      <source>Folder for the samples, their manifest and previews; new, empty, or that of an unfinished run.</source>
      <translation>サンプル、目録、プレビューのフォルダ。新規、空、または未完了の実行のもの。</translation>
    </message>
    <message>
      <source>Fine-tune matcher</source>
      <translation>マッチング手法のファインチューニング</translation>
    </message>
    <message>
      <source>Trains a matcher on your own data and writes new weights.</source>
      <translation>独自のデータでマッチング手法を追加学習し、新しい重みを書き出します。</translation>
    </message>
    <message>
      <source>Continues the training of a matcher on a training set made from your own images, and writes new weights for Match patches and Elevation from a stereo pair. The scores before and after refer to samples that were not used in training. If they did not improve, keep the previous weights.</source>
      <translation>独自の画像から作った学習データセットでマッチング手法を追加学習し、「パッチのマッチング」と「ステレオペアから標高を作成」で使える新しい重みを書き出します。前後のスコアは学習に現れないサンプルによるものです。良くならなかった場合は元の重みを使ってください。</translation>
    </message>
    <message>
      <source>The report shows the course of the training and the calibration of certainty and error. Without a graphics card 400 steps take about ten minutes. If you cancel a run, start it again with the same parameters to resume it from its last checkpoint.</source>
      <translation>レポートには学習の経過と、確信度と誤差の校正が示されます。グラフィックカードがない場合、400 ステップに約 10 分かかります。キャンセルした実行は、同じパラメータで再開すると最後のチェックポイントから進みます。</translation>
    </message>
    <message>
      <source>Weights to begin with</source>
      <translation>初期値とする重み</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>学習ステップ数</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>学習率</translation>
    </message>
    <message>
      <source>Train the decoder only</source>
      <translation>デコーダだけを学習</translation>
    </message>
    <message>
      <source>Trained weights</source>
      <translation>学習済みの重み</translation>
    </message>
    <message>
      <source>Share of matches within 1 px before (0..1)</source>
      <translation>学習前に 1 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of matches within 1 px after (0..1)</source>
      <translation>学習後に 1 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of matches within 3 px before (0..1)</source>
      <translation>学習前に 3 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of matches within 3 px after (0..1)</source>
      <translation>学習後に 3 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Median error before [px]</source>
      <translation>学習前の誤差の中央値 [px]</translation>
    </message>
    <message>
      <source>Median error after [px]</source>
      <translation>学習後の誤差の中央値 [px]</translation>
    </message>
    <message>
      <source>The folder written by Create training set.</source>
      <translation>「学習データセットの作成」が作ったフォルダ。</translation>
    </message>
    <message>
      <source>The matcher to train. poc cannot be trained.</source>
      <translation>学習する手法。poc は学習できません。</translation>
    </message>
    <message>
      <source>File with the weights to start from. Default: the bundled weights. roma needs a file.</source>
      <translation>初期値とする重みのファイル。既定: 付属の重み。roma にはファイルが必要です。</translation>
    </message>
    <message>
      <source>Number of training steps. More steps help if there are many samples; with few samples the matcher overfits.</source>
      <translation>学習のステップ数。サンプルが多い場合はステップを増やすと効果があります。少ない場合は過学習になります。</translation>
    </message>
    <message>
      <source>Highest learning rate. Default: 0.0003 for compact, 5e-05 for roma. Use a lower one if the loss grows or diverges.</source>
      <translation>学習率の最大値。既定: compact は 0.0003、roma は 5e-05。損失が増えるか発散する場合は小さくします。</translation>
    </message>
    <message>
      <source>Keep the encoder of roma: needs less memory and time, and overfits less with few samples. Only for roma.</source>
      <translation>roma のエンコーダを固定します: メモリと時間が減り、サンプルが少ないときの過学習を抑えます。roma 専用です。</translation>
    </message>
    <message>
      <source>Weights file (.safetensors) with the new weights, their training data and their scores.</source>
      <translation>新しい重みのファイル (.safetensors)。学習に用いたデータとスコアを含みます。</translation>
    </message>
    <message>
      <source>Download weights of RoMa</source>
      <translation>RoMa の重みのダウンロード</translation>
    </message>
    <message>
      <source>Downloads the weights of the optional matcher roma from its authors.</source>
      <translation>任意の手法 roma の重みを作者の配布元から取得します。</translation>
    </message>
    <message>
      <source>Downloads the two checkpoints that the matcher roma needs (together 1.7 GB) from their authors, and combines them into one weights file for Match patches and Elevation from a stereo pair. Nothing is downloaded unless you run this algorithm. If a download is interrupted, run it again to resume it.</source>
      <translation>手法 roma に必要な 2 つのチェックポイント(合計 1.7 GB)を、作者の配布元から取得します。取得するのはこれを実行したときだけです。そして「パッチのマッチング」と「ステレオペアから標高を作成」のための 1 つの重みファイルにします。中断したダウンロードは、再度実行すると続きから進みます。</translation>
    </message>
    <message>
      <source>The weights are not part of this plugin. RoMa's are under the &lt;a href="https://github.com/Parskatt/RoMa/blob/main/LICENSE"&gt;MIT licence&lt;/a&gt;, DINOv2's under the &lt;a href="https://github.com/facebookresearch/dinov2/blob/main/LICENSE"&gt;Apache License 2.0&lt;/a&gt;.</source>
      <translation>重みはこのプラグインの一部ではありません。RoMa の重みは &lt;a href="https://github.com/Parskatt/RoMa/blob/main/LICENSE"&gt;MIT ライセンス&lt;/a&gt;、DINOv2 の重みは &lt;a href="https://github.com/facebookresearch/dinov2/blob/main/LICENSE"&gt;Apache License 2.0&lt;/a&gt; です。</translation>
    </message>
    <message>
      <source>RoMa was trained on photographs. Its accuracy on SAR images with these weights was not measured. The bundled matcher compact was made for SAR images and takes a hundredth of the time.</source>
      <translation>RoMa は写真で学習されています。この重みで SAR 画像をどの程度マッチングできるかは、ここでは測定されていません。付属の手法 compact は SAR 画像のために作られ、所要時間は 100 分の 1 です。</translation>
    </message>
    <message>
      <source>I accept the licences of RoMa and DINOv2</source>
      <translation>RoMa と DINOv2 のライセンスに同意する</translation>
    </message>
    <message>
      <source>Checkpoint of RoMa</source>
      <translation>RoMa のチェックポイント</translation>
    </message>
    <message>
      <source>Checkpoint of DINOv2 ViT-L/14</source>
      <translation>DINOv2 ViT-L/14 のチェックポイント</translation>
    </message>
    <message>
      <source>SHA-256 of RoMa's checkpoint</source>
      <translation>RoMa のチェックポイントの SHA-256</translation>
    </message>
    <message>
      <source>SHA-256 of DINOv2's checkpoint</source>
      <translation>DINOv2 のチェックポイントの SHA-256</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>重み</translation>
    </message>
    <message>
      <source>Digest of the weights</source>
      <translation>重みのダイジェスト</translation>
    </message>
    <message>
      <source>Nothing is downloaded without it. RoMa: MIT licence (https://github.com/Parskatt/RoMa/blob/main/LICENSE); DINOv2: Apache License 2.0 (https://github.com/facebookresearch/dinov2/blob/main/LICENSE).</source>
      <translation>同意しない限り何もダウンロードしません。RoMa: MIT ライセンス (https://github.com/Parskatt/RoMa/blob/main/LICENSE); DINOv2: Apache License 2.0 (https://github.com/facebookresearch/dinov2/blob/main/LICENSE)。</translation>
    </message>
    <message>
      <source>Address (https), or the full path of a file that exists already.</source>
      <translation>アドレス (https)、またはすでにあるファイルのフルパス。</translation>
    </message>
    <message>
      <source>Checksum of the file (optional); a file with another one is refused. The log shows the one received.</source>
      <translation>ファイルのチェックサム(任意)。異なるファイルは拒否されます。受信したものの値はログに示します。</translation>
    </message>
    <message>
      <source>Weights file (.safetensors) of 1.7 GB. Until it is complete, the downloaded parts are kept in a hidden folder beside it.</source>
      <translation>1.7 GB の重みのファイル (.safetensors)。完成するまで、ダウンロードした部分は同じ場所の隠しフォルダに保存されます。</translation>
    </message>
    <message>
      <source>Set up engine</source>
      <translation>エンジンのセットアップ</translation>
    </message>
    <message>
      <source>Installs, tests or removes the packages for the computation in your profile.</source>
      <translation>アルゴリズムの計算に必要なパッケージをユーザプロファイルにインストール、テスト、または削除します。</translation>
    </message>
    <message>
      <source>Downloads PyTorch and the other Python packages for the computation (about 0.3 GB) and unpacks them (1.2 GB) into a folder of your QGIS profile. Nothing is installed into the Python of QGIS. To remove everything, remove that folder. The set-up uses the proxy and certificates of QGIS.</source>
      <translation>アルゴリズムの計算に必要な PyTorch などの Python パッケージ(約 0.3 GB)を取得し、QGIS プロファイルのフォルダに展開します(1.2 GB)。QGIS の Python には何もインストールされず、このフォルダを削除すればすべて取り除かれます。プロキシと証明書は QGIS の設定に従います。</translation>
    </message>
    <message>
      <source>If a set-up is cancelled or interrupted, run it again to resume it. At the end it matches a tiny simulated pair to verify the installation.</source>
      <translation>キャンセルまたは中断したセットアップは、再度実行すると続きから再開します。最後に小さなシミュレーションのペアをマッチングし、すべてが動作することを確認します。</translation>
    </message>
    <message>
      <source>What to do</source>
      <translation>実行する操作</translation>
    </message>
    <message>
      <source>Build of PyTorch</source>
      <translation>PyTorch のビルド</translation>
    </message>
    <message>
      <source>Package index</source>
      <translation>パッケージインデックス</translation>
    </message>
    <message>
      <source>Folder with wheels</source>
      <translation>wheel ファイルのフォルダ</translation>
    </message>
    <message>
      <source>Install anew</source>
      <translation>再インストール</translation>
    </message>
    <message>
      <source>Engine folder</source>
      <translation>エンジンのフォルダ</translation>
    </message>
    <message>
      <source>Size of the engine folder [MB]</source>
      <translation>エンジンフォルダのサイズ [MB]</translation>
    </message>
    <message>
      <source>Error of the test's elevation [m]</source>
      <translation>テストで得た標高の誤差 [m]</translation>
    </message>
    <message>
      <source>Versions</source>
      <translation>バージョン</translation>
    </message>
    <message>
      <source>install: download and unpack what is missing, then test. test: only test what is installed. remove: delete the engine folder and the downloaded files.</source>
      <translation>install: 足りないものをダウンロードして展開し、テストします。test: インストール済みのものをテストするだけです。remove: エンジンのフォルダとダウンロードしたファイルを削除します。</translation>
    </message>
    <message>
      <source>cpu: for every computer. cuda: for NVIDIA graphics cards, about 3 GB to download and 5.3 GB on disk.</source>
      <translation>cpu: すべてのコンピュータ用。cuda: NVIDIA グラフィックカード用で、ダウンロードに約 3 GB、ディスクに 5.3 GB が必要です。</translation>
    </message>
    <message>
      <source>Address of a mirror of the Python package index. Default: the index that pip is configured for.</source>
      <translation>Python パッケージインデックスのミラーのアドレス。既定: pip に設定されているもの。</translation>
    </message>
    <message>
      <source>Folder with the wheels of all packages, for a computer without network. Nothing is downloaded then.</source>
      <translation>ネットワークのないコンピュータのための、すべてのパッケージの wheel を入れたフォルダ。この場合は何もダウンロードしません。</translation>
    </message>
    <message>
      <source>Install the packages even if they are complete.</source>
      <translation>パッケージがそろっている場合にもインストールします。</translation>
    </message>
    <message>
      <source>Write diagnostics</source>
      <translation>診断情報の収集</translation>
    </message>
    <message>
      <source>Collects versions, paths, devices and the last log for a bug report.</source>
      <translation>問題の報告に必要なバージョン、パス、デバイス、直近のログを集めます。</translation>
    </message>
    <message>
      <source>Collects the information for a bug report as Markdown: versions of the plugin, QGIS, Python and libraries, paths, graphics cards, free memory and disk space, settings, and the last messages of the last run and of the last set-up. The name of your home folder and passwords in addresses are removed. Check the rest before you publish it.</source>
      <translation>問題の報告に必要なものを Markdown で集めます: プラグイン、QGIS、Python、ライブラリのバージョン、パス、グラフィックカード、メモリとディスクの空き、設定、直近の実行とセットアップの最後のログ。ホームフォルダの名前とアドレス中のパスワードは取り除かれます。渡す前に残りを確認してください。</translation>
    </message>
    <message>
      <source>In the desktop, Raster &gt; SAR Radargrammetry &gt; Copy diagnostics copies the same text to the clipboard.</source>
      <translation>デスクトップでは「ラスタ &gt; SAR Radargrammetry &gt; 診断情報をコピー」で同じ文章をクリップボードにコピーできます。</translation>
    </message>
    <message>
      <source>Diagnostics</source>
      <translation>診断情報</translation>
    </message>
    <message>
      <source>Diagnostics as Markdown</source>
      <translation>診断情報(Markdown)</translation>
    </message>
    <message>
      <source>File for the text (optional); the log shows it in any case.</source>
      <translation>文章を書き出すファイル(任意)。いずれの場合もログに表示されます。</translation>
    </message>
    <message>
      <source>Pair to elevation</source>
      <translation>ペアから標高へ</translation>
    </message>
    <message>
      <source>Two SAR images to elevation, error and reasons of voids, step by step: the pair is checked, cut into patches, matched, and the matches are triangulated. Where the flight tracks are known badly, put Refine geometry before Triangulate.</source>
      <translation>2 枚の SAR 画像から標高、誤差、欠測の理由を段階的に求めます: ペアの確認、パッチへの分割、マッチング、三角測量。航跡の精度が低い場合は「三角測量」の前に「ジオメトリの補正」を加えてください。</translation>
    </message>
    <message>
      <source>Pair and surface model to weights and elevation</source>
      <translation>ペアと DSM から重みと標高へ</translation>
    </message>
    <message>
      <source>A pair whose surface is known becomes a training set, the matcher is trained further on it, and its new weights make the elevation. The weights serve other pairs of the same sensor: judge them on ground that they have not seen.</source>
      <translation>地表が既知のペアから学習データセットを作り、マッチング手法を追加学習し、新しい重みで標高を求めます。重みは同じセンサの他のペアにも使えます。評価は学習に使っていない場所で行ってください。</translation>
    </message>
    <message>
      <source>Elevation and reference to report</source>
      <translation>標高と参照からレポートへ</translation>
    </message>
    <message>
      <source>Compares an elevation with a reference surface model twice: as it is, and after a shift between the two has been found and removed.</source>
      <translation>標高を参照 DSM と 2 回比較します: そのままの場合と、両者のずれを求めて取り除いた場合。</translation>
    </message>
    <message>
      <source>Suitability of the pair</source>
      <translation>ペアの適否</translation>
    </message>
    <message>
      <source>Windows of both images that show the same ground</source>
      <translation>両画像で同じ地表が写る窓</translation>
    </message>
    <message>
      <source>Position of each pixel in the secondary</source>
      <translation>各画素の副画像での位置</translation>
    </message>
    <message>
      <source>Intersection of the lines of sight</source>
      <translation>視線の交会</translation>
    </message>
    <message>
      <source>Report on the pair</source>
      <translation>ペアのレポート</translation>
    </message>
    <message>
      <source>True matches from the known surface</source>
      <translation>既知の地表から求めた真の対応点</translation>
    </message>
    <message>
      <source>Training of the matcher for your sensor</source>
      <translation>使用するセンサに合わせた学習</translation>
    </message>
    <message>
      <source>Elevation with the new weights</source>
      <translation>新しい重みによる標高</translation>
    </message>
    <message>
      <source>Report on the training</source>
      <translation>学習のレポート</translation>
    </message>
    <message>
      <source>Report on the elevation</source>
      <translation>標高のレポート</translation>
    </message>
    <message>
      <source>Comparison with the shift</source>
      <translation>ずれを含めた比較</translation>
    </message>
    <message>
      <source>Comparison after the shift is removed</source>
      <translation>ずれを取り除いた比較</translation>
    </message>
    <message>
      <source>Accuracy report</source>
      <translation>精度レポート</translation>
    </message>
    <message>
      <source>Accuracy report without the shift</source>
      <translation>精度レポート(ずれを除去)</translation>
    </message>
    <message>
      <source>Difference without the shift</source>
      <translation>差分(ずれを除去)</translation>
    </message>
    <message>
      <source> (hillshade)</source>
      <translation>(陰影)</translation>
    </message>
    <message>
      <source>both images</source>
      <translation>両方の画像</translation>
    </message>
    <message>
      <source>reference image</source>
      <translation>主画像</translation>
    </message>
    <message>
      <source>secondary image</source>
      <translation>副画像</translation>
    </message>
    <message>
      <source>matched pair</source>
      <translation>マッチングしたペア</translation>
    </message>
    <message>
      <source>pair that is not matched</source>
      <translation>マッチングしないペア</translation>
    </message>
    <message>
      <source>image</source>
      <translation>画像</translation>
    </message>
    <message>
      <source>outside</source>
      <translation>範囲外</translation>
    </message>
    <message>
      <source>measured</source>
      <translation>測定</translation>
    </message>
    <message>
      <source>filled</source>
      <translation>補間</translation>
    </message>
    <message>
      <source>layover in the reference</source>
      <translation>主画像のレイオーバー</translation>
    </message>
    <message>
      <source>layover in the secondary</source>
      <translation>副画像のレイオーバー</translation>
    </message>
    <message>
      <source>shadow in the reference</source>
      <translation>主画像のシャドウ</translation>
    </message>
    <message>
      <source>shadow in the secondary</source>
      <translation>副画像のシャドウ</translation>
    </message>
    <message>
      <source>foreshortened</source>
      <translation>フォアショートニング</translation>
    </message>
    <message>
      <source>no signal</source>
      <translation>信号なし</translation>
    </message>
    <message>
      <source>no match found</source>
      <translation>対応点なし</translation>
    </message>
    <message>
      <source>directions disagree</source>
      <translation>往復のマッチングが不一致</translation>
    </message>
    <message>
      <source>too few agree around</source>
      <translation>周囲に一致する点が少ない</translation>
    </message>
    <message>
      <source>low certainty</source>
      <translation>確信度が低い</translation>
    </message>
    <message>
      <source>off the epipolar curve</source>
      <translation>エピポーラ曲線から外れる</translation>
    </message>
    <message>
      <source>outlier</source>
      <translation>外れ値</translation>
    </message>
    <message>
      <source>not reached</source>
      <translation>対応する画素なし</translation>
    </message>
    <message>
      <source>beyond the height range</source>
      <translation>高さ範囲の外</translation>
    </message>
    <message>
      <source>small island</source>
      <translation>小さな孤立域</translation>
    </message>
    <message>
      <source>left out</source>
      <translation>対象外</translation>
    </message>
    <message>
      <source>visible</source>
      <translation>可視</translation>
    </message>
    <message>
      <source>layover</source>
      <translation>レイオーバー</translation>
    </message>
    <message>
      <source>shadow</source>
      <translation>シャドウ</translation>
    </message>
    <message>
      <source>visible in both</source>
      <translation>両方で可視</translation>
    </message>
    <message>
      <source>visible in the reference only</source>
      <translation>主画像だけで可視</translation>
    </message>
    <message>
      <source>visible in the secondary only</source>
      <translation>副画像だけで可視</translation>
    </message>
    <message>
      <source>visible in neither</source>
      <translation>どちらでも不可視</translation>
    </message>
    <message>
      <source>{first} and {second} are the same file {path}; choose two different ones.</source>
      <translation>{first} と {second} が同じファイル {path} です。別々のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The output {path} is also an input; choose another name.</source>
      <translation>出力 {path} は入力でもあります。別の名前を選んでください。</translation>
    </message>
    <message>
      <source>First steps with SAR Radargrammetry</source>
      <translation>SAR Radargrammetry クイックスタート</translation>
    </message>
    <message>
      <source>{path} cannot be written ({reason}); choose another file.</source>
      <translation>{path} に書き込めません ({reason})。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>Documentation (in English)</source>
      <translation>ドキュメント(英語)</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>パラメータ</translation>
    </message>
    <message>
      <source>Outputs</source>
      <translation>出力</translation>
    </message>
    <message>
      <source>Terms in this language and in English</source>
      <translation>用語の一覧(日本語、英語)</translation>
    </message>
    <message>
      <source>More</source>
      <translation>関連ページ</translation>
    </message>
    <message>
      <source>Default: {value}</source>
      <translation>既定: {value}</translation>
    </message>
    <message>
      <source>The layer {name} is not a file; export it as GeoTIFF and choose that one.</source>
      <translation>レイヤ {name} はファイルではありません。GeoTIFF としてエクスポートし、それを選んでください。</translation>
    </message>
    <message>
      <source>The layer {name} could not be copied for the engine ({reason}); export it and choose the file.</source>
      <translation>レイヤ {name} をエンジン用にコピーできませんでした ({reason})。エクスポートして、そのファイルを選んでください。</translation>
    </message>
    <message>
      <source>Testing ...</source>
      <translation>テストしています ...</translation>
    </message>
    <message>
      <source>simulated</source>
      <translation>シミュレーション</translation>
    </message>
    <message>
      <source>The memory limit of the settings is kept on Linux only; here nothing limits the engine.</source>
      <translation>設定のメモリの上限は Linux でのみ有効です。この環境ではエンジンのメモリは制限されません。</translation>
    </message>
    <message>
      <source>processor</source>
      <translation>プロセッサ</translation>
    </message>
    <message>
      <source>graphics card (CUDA)</source>
      <translation>グラフィックカード (CUDA)</translation>
    </message>
    <message>
      <source>Python of the engine</source>
      <translation>エンジンの Python</translation>
    </message>
    <message>
      <source>Device that auto stands for</source>
      <translation>auto が表すデバイス</translation>
    </message>
    <message>
      <source>what is there</source>
      <translation>現状</translation>
    </message>
    <message>
      <source>Threads (0: all cores)</source>
      <translation>スレッド数 (0: 全コア)</translation>
    </message>
    <message>
      <source>Worker processes that match (0: as many as cores and memory allow)</source>
      <translation>マッチングするワーカープロセス (0: コアとメモリが許すだけ)</translation>
    </message>
    <message>
      <source>Memory limit [GB] (0: none)</source>
      <translation>メモリの上限 [GB] (0: なし)</translation>
    </message>
    <message>
      <source>Keep intermediate files beside the outputs</source>
      <translation>中間ファイルを出力と同じフォルダに残す</translation>
    </message>
    <message>
      <source>The run was cancelled.</source>
      <translation>処理はキャンセルされました。</translation>
    </message>
    <message>
      <source>The engine could not be started with {program} ({reason}).</source>
      <translation>{program} でエンジンを起動できませんでした ({reason})。</translation>
    </message>
    <message>
      <source>The engine failed without a reason.</source>
      <translation>エンジンが理由を示さずに失敗しました。</translation>
    </message>
    <message>
      <source>The engine's process {number} waits for a disk or a network drive that does not answer; it ends as soon as that does.</source>
      <translation>エンジンのプロセス {number} は、応答しないディスクかネットワークドライブを待っています。応答があり次第、終了します。</translation>
    </message>
    <message>
      <source>Opens a copy that you can change and save under your own name:</source>
      <translation>コピーを開きます。内容を確認し、変更して別の名前で保存できます:</translation>
    </message>
    <message>
      <source>No browser could be opened; the page is {path}.</source>
      <translation>ブラウザを開けませんでした。ページは {path} にあります。</translation>
    </message>
    <message>
      <source>matching {random} m, navigation {correlated} m</source>
      <translation>マッチング {random} m、航法 {correlated} m</translation>
    </message>
    <message>
      <source>no height</source>
      <translation>高さなし</translation>
    </message>
    <message>
      <source>There is no elevation of this plugin here.</source>
      <translation>この場所には、このプラグインで作成した標高がありません。</translation>
    </message>
    <message>
      <source>no height: {reason}</source>
      <translation>高さなし: {reason}</translation>
    </message>
    <message>
      <source>Line {line}, sample {sample} of the reference</source>
      <translation>主画像のライン {line}、サンプル {sample}</translation>
    </message>
    <message>
      <source>Control points: {name}</source>
      <translation>地上基準点: {name}</translation>
    </message>
    <message>
      <source>Control point</source>
      <translation>地上基準点</translation>
    </message>
    <message>
      <source>above the WGS-84 ellipsoid</source>
      <translation>WGS-84 楕円体からの高さ</translation>
    </message>
    <message>
      <source>Its position is known too</source>
      <translation>水平位置も既知</translation>
    </message>
    <message>
      <source>Otherwise only the height is used, at the place where the reference image shows it.</source>
      <translation>既知でない場合は、主画像から求めた位置での高さだけを使います。</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名前</translation>
    </message>
    <message>
      <source>Height [m]</source>
      <translation>高さ [m]</translation>
    </message>
    <message>
      <source>x or longitude, in the CRS of the project</source>
      <translation>x または経度 (プロジェクトの CRS)</translation>
    </message>
    <message>
      <source>y or latitude, in the CRS of the project</source>
      <translation>y または緯度 (プロジェクトの CRS)</translation>
    </message>
    <message>
      <source>Error of each coordinate, 1 sigma [m]</source>
      <translation>各座標の誤差、1σ [m]</translation>
    </message>
    <message>
      <source>there</source>
      <translation>順方向</translation>
    </message>
    <message>
      <source>back</source>
      <translation>逆方向</translation>
    </message>
    <message>
      <source>height</source>
      <translation>高さ</translation>
    </message>
    <message>
      <source>Correspondence raster of this result</source>
      <translation>この結果の対応点ラスタ</translation>
    </message>
    <message>
      <source>Inspect a match</source>
      <translation>対応点の検査</translation>
    </message>
    <message>
      <source>Side by side</source>
      <translation>左右に並べる</translation>
    </message>
    <message>
      <source>Flicker</source>
      <translation>交互表示</translation>
    </message>
    <message>
      <source>Anaglyph (red, cyan)</source>
      <translation>アナグリフ (赤、シアン)</translation>
    </message>
    <message>
      <source>Brightness of the images</source>
      <translation>画像の明るさ</translation>
    </message>
    <message>
      <source>Mean power over so many pixels, against speckle</source>
      <translation>スペックルを抑えるため、この画素数で電力を平均します</translation>
    </message>
    <message>
      <source>Next worst place (N)</source>
      <translation>次の箇所 (N)</translation>
    </message>
    <message>
      <source>Goes to the place with the next largest error. N on the map does the same, Shift+N goes back.</source>
      <translation>次に誤差の大きい場所へ移動します。地図上では N キーで同じ操作、Shift+N で前に戻ります。</translation>
    </message>
    <message>
      <source>Click on an elevation, its error or its reasons of voids.</source>
      <translation>標高、その誤差、または欠測の理由をクリックしてください。</translation>
    </message>
    <message>
      <source>Choose correspondence raster...</source>
      <translation>対応点ラスタを選択...</translation>
    </message>
    <message>
      <source>Compute again with matches...</source>
      <translation>対応点を残して再計算...</translation>
    </message>
    <message>
      <source>Opens Elevation from a stereo pair with the images and parameters of this result.</source>
      <translation>この結果の画像とパラメータを入力した状態で「ステレオペアから標高を作成」を開きます。</translation>
    </message>
    <message>
      <source>Use as control point...</source>
      <translation>地上基準点にする...</translation>
    </message>
    <message>
      <source>Adds the place that was clicked in an image, with its known height, to a layer.</source>
      <translation>画像上でクリックした場所を、既知の高さとともにレイヤに追加します。</translation>
    </message>
    <message>
      <source>reference</source>
      <translation>主画像</translation>
    </message>
    <message>
      <source>secondary</source>
      <translation>副画像</translation>
    </message>
    <message>
      <source>There is no result of this plugin here: click on an elevation, its error or its reasons.</source>
      <translation>この場所には、このプラグインの処理結果がありません。標高、その誤差、または欠測の理由をクリックしてください。</translation>
    </message>
    <message>
      <source>Images of this kind need the Python package {name}, which this QGIS does not have.</source>
      <translation>この種類の画像には Python パッケージ {name} が必要ですが、この QGIS にはありません。</translation>
    </message>
    <message>
      <source>There is no error raster on the map; add the one of the result.</source>
      <translation>地図に誤差ラスタがありません。結果の誤差ラスタを追加してください。</translation>
    </message>
    <message>
      <source>The error raster has no values.</source>
      <translation>誤差ラスタに値がありません。</translation>
    </message>
    <message>
      <source>reference red, secondary cyan</source>
      <translation>主画像は赤、副画像はシアン</translation>
    </message>
    <message>
      <source>{side} x {side} px</source>
      <translation>{side} x {side} px</translation>
    </message>
    <message>
      <source>{reference} and {secondary}; on level ground {flat_reference} and {flat_secondary}</source>
      <translation>{reference} と {secondary}; 水平面では {flat_reference} と {flat_secondary}</translation>
    </message>
    <message>
      <source>slope {slope}, intersection angle {intersection}</source>
      <translation>傾斜 {slope}、交会角 {intersection}</translation>
    </message>
    <message>
      <source>{most} x {least} pixels of the secondary per pixel of the reference</source>
      <translation>主画像の 1 画素あたり副画像の {most} x {least} 画素</translation>
    </message>
    <message>
      <source>{parts}; root of the sum of squares {total} m</source>
      <translation>{parts}、二乗和の平方根 {total} m</translation>
    </message>
    <message>
      <source>{parts}. The raster has {raster} m here, which is not of these matches alone: it was smoothed, filled, merged, resampled, cut beside this place, or made from other matches.</source>
      <translation>{parts}。ラスタの値は {raster} m で、これらの対応点だけのものではありません：平滑化、穴埋め、統合、再サンプリング、この場所の近くでの切り出し、または別の対応点による作成が考えられます。</translation>
    </message>
    <message>
      <source>{value} at {height} m; there and back {trip} px</source>
      <translation>{height} m で {value}。往復の差 {trip} px</translation>
    </message>
    <message>
      <source>reference {line}, {sample}; secondary {other_line}, {other_sample}; surface {height} m</source>
      <translation>主画像 {line}, {sample}; 副画像 {other_line}, {other_sample}; 表面 {height} m</translation>
    </message>
    <message>
      <source>{height} above the ellipsoid, certainty {certainty}</source>
      <translation>楕円体高 {height}、確信度 {certainty}</translation>
    </message>
    <message>
      <source>along the curve {along} px x {metres} m/px = {sigma} m, across {across} px = {rest} m</source>
      <translation>曲線に沿って {along} px x {metres} m/px = {sigma} m、直交方向 {across} px = {rest} m</translation>
    </message>
    <message>
      <source>{difference} px of the reference</source>
      <translation>主画像で {difference} px</translation>
    </message>
    <message>
      <source>{count} matches {matches} m x {slope} by the slope = {product} m</source>
      <translation>対応点 {count} 個 {matches} m × 斜面による係数 {slope} = {product} m</translation>
    </message>
    <message>
      <source>wrong matches (certainty {certainty}) {wrong} m</source>
      <translation>誤った対応点（確信度 {certainty}）{wrong} m</translation>
    </message>
    <message>
      <source>window of matching {blur} m</source>
      <translation>マッチングの窓 {blur} m</translation>
    </message>
    <message>
      <source>Local incidence</source>
      <translation>局所入射角</translation>
    </message>
    <message>
      <source>Geometry</source>
      <translation>ジオメトリ</translation>
    </message>
    <message>
      <source>Distortion</source>
      <translation>歪み</translation>
    </message>
    <message>
      <source>navigation {navigation} m</source>
      <translation>航法 {navigation} m</translation>
    </message>
    <message>
      <source>Correlation</source>
      <translation>相関</translation>
    </message>
    <message>
      <source>Map</source>
      <translation>地図</translation>
    </message>
    <message>
      <source>Error of the map</source>
      <translation>地図上の誤差</translation>
    </message>
    <message>
      <source>Match</source>
      <translation>対応点</translation>
    </message>
    <message>
      <source>Assumed height</source>
      <translation>仮定した高さ</translation>
    </message>
    <message>
      <source>Error of matching</source>
      <translation>マッチングの誤差</translation>
    </message>
    <message>
      <source>Distance from the curve</source>
      <translation>曲線からの距離</translation>
    </message>
    <message>
      <source>Both-ways difference</source>
      <translation>双方向の差</translation>
    </message>
    <message>
      <source>none: the images show nothing here</source>
      <translation>なし: 画像のこの場所には信号がありません</translation>
    </message>
    <message>
      <source>none: {reason}</source>
      <translation>なし: {reason}</translation>
    </message>
    <message>
      <source>its parts are unknown without the elevation; add it to the project</source>
      <translation>標高がないため内訳は不明です。標高をプロジェクトに追加してください</translation>
    </message>
    <message>
      <source>its parts are unknown: no match contributes to this cell, which was filled or merged</source>
      <translation>内訳は不明です：このセルに寄与する対応点がありません（穴埋めまたは統合されたセル）</translation>
    </message>
    <message>
      <source>Import SAR image...</source>
      <translation>SAR 画像のインポート...</translation>
    </message>
    <message>
      <source>Converts a SAR product to an image in slant range.</source>
      <translation>SAR プロダクトをスラントレンジの画像に変換します。</translation>
    </message>
    <message>
      <source>Predict what two images will show...</source>
      <translation>2 枚の画像の可視範囲と精度を予測...</translation>
    </message>
    <message>
      <source>Maps layover, shadow and the expected error of two images or planned tracks.</source>
      <translation>2 枚の画像または計画した航跡について、レイオーバ、シャドウ、予想誤差の地図を作ります。</translation>
    </message>
    <message>
      <source>Check stereo pair...</source>
      <translation>ステレオペアの確認...</translation>
    </message>
    <message>
      <source>States what two images can deliver, before anything is matched.</source>
      <translation>マッチングの前に、2 枚の画像から得られる精度を示します。</translation>
    </message>
    <message>
      <source>Elevation from a stereo pair...</source>
      <translation>ステレオペアから標高を作成...</translation>
    </message>
    <message>
      <source>Computes elevation and error from two SAR images.</source>
      <translation>2 枚の SAR 画像から標高と誤差を求めます。</translation>
    </message>
    <message>
      <source>Elevation from many images...</source>
      <translation>多数の画像から標高を作成...</translation>
    </message>
    <message>
      <source>Selects and matches the pairs of many images and merges their elevations.</source>
      <translation>多数の画像からペアを選んで照合し、標高を統合します。</translation>
    </message>
    <message>
      <source>Height and error</source>
      <translation>高さと誤差</translation>
    </message>
    <message>
      <source>Point at an elevation to see its height and error, or the reason why there is none.</source>
      <translation>標高を指すと、その高さと誤差、または高さがない理由を表示します。</translation>
    </message>
    <message>
      <source>Click on an elevation or its error to see the images, the match and the geometry behind a height.</source>
      <translation>標高またはその誤差をクリックすると、その高さの元になった画像、対応点、ジオメトリを表示します。</translation>
    </message>
    <message>
      <source>Profile along a line</source>
      <translation>断面図</translation>
    </message>
    <message>
      <source>Draw a line on an elevation to see heights and errors along it, beside a reference.</source>
      <translation>標高の上に線を引くと、線に沿った高さと誤差を参照データと並べて表示します。</translation>
    </message>
    <message>
      <source>Evaluate elevation...</source>
      <translation>標高の評価...</translation>
    </message>
    <message>
      <source>Compares an elevation and its error with a reference.</source>
      <translation>標高とその誤差を参照データと比較します。</translation>
    </message>
    <message>
      <source>Mean height and error of areas...</source>
      <translation>領域の平均標高と誤差...</translation>
    </message>
    <message>
      <source>Mean heights and volumes of polygons, with errors that count the correlation of the heights.</source>
      <translation>ポリゴンの平均標高と体積を、高さの相関を考慮した誤差とともに求めます。</translation>
    </message>
    <message>
      <source>Project image onto elevation...</source>
      <translation>画像を標高に投影...</translation>
    </message>
    <message>
      <source>Puts the amplitude of an image on the map, with masks of layover and shadow.</source>
      <translation>画像の振幅を地図に投影し、レイオーバとシャドウのマスクも作ります。</translation>
    </message>
    <message>
      <source>Make a sample pair...</source>
      <translation>サンプルペアを作成...</translation>
    </message>
    <message>
      <source>Simulates two images of a mountain, with the true surface, as a sample.</source>
      <translation>試用のために、山の画像 2 枚と真の地表面をシミュレーションします。</translation>
    </message>
    <message>
      <source>Models...</source>
      <translation>モデル...</translation>
    </message>
    <message>
      <source>Opens a copy of one of the bundled models in the model designer.</source>
      <translation>付属のモデルのコピーをモデルデザイナで開きます。</translation>
    </message>
    <message>
      <source>First steps</source>
      <translation>クイックスタート</translation>
    </message>
    <message>
      <source>An introduction in the browser: a first elevation in ten minutes.</source>
      <translation>標高を 10 分で作成するまでの手順をブラウザで開きます。</translation>
    </message>
    <message>
      <source>Set up engine...</source>
      <translation>エンジンのセットアップ...</translation>
    </message>
    <message>
      <source>Copy diagnostics</source>
      <translation>診断情報をコピー</translation>
    </message>
    <message>
      <source>Copies versions, paths, devices and the last log for a bug report.</source>
      <translation>問題の報告のためのバージョン、パス、デバイス、直近のログ。</translation>
    </message>
    <message>
      <source>elevation minus reference: median {median} m, NMAD {spread} m</source>
      <translation>標高 − 参照データ: 中央値 {median} m、NMAD {spread} m</translation>
    </message>
    <message>
      <source>Heights that are drawn beside the elevation, as they are: vertical datums are not converted.</source>
      <translation>標高と並べて描く高さ。値はそのまま用い、鉛直基準の変換はしません。</translation>
    </message>
    <message>
      <source>Click along a line on an elevation; a right click ends it.</source>
      <translation>標高の上で線に沿ってクリックし、右クリックで終了します。</translation>
    </message>
    <message>
      <source>reference {height} m</source>
      <translation>参照 {height} m</translation>
    </message>
    <message>
      <source>Reference</source>
      <translation>参照</translation>
    </message>
    <message>
      <source>There is no elevation of this plugin along this line; draw it across one.</source>
      <translation>この線の上に本プラグインの標高がありません。標高の上に線を引いてください。</translation>
    </message>
    <message>
      <source>the reference has no heights along this line</source>
      <translation>この線の上に参照データの高さがありません</translation>
    </message>
    <message>
      <source>{share} % within 1 sigma</source>
      <translation>1σ 以内 {share} %</translation>
    </message>
    <message>
      <source>elevation, error (1 sigma)</source>
      <translation>標高、誤差 (1σ)</translation>
    </message>
    <message>
      <source>the index that pip is configured for</source>
      <translation>pip に設定されているインデックス</translation>
    </message>
    <message>
      <source>only for a computer without network</source>
      <translation>ネットワークのないコンピュータの場合のみ</translation>
    </message>
    <message>
      <source>Install</source>
      <translation>インストール</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>テスト</translation>
    </message>
    <message>
      <source>Remove...</source>
      <translation>削除...</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>キャンセル</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>閉じる</translation>
    </message>
    <message>
      <source>Setting up the engine of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry のエンジンをセットアップ中</translation>
    </message>
    <message>
      <source>Testing the engine of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry のエンジンをテスト中</translation>
    </message>
    <message>
      <source>Removing the engine of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry のエンジンを削除中</translation>
    </message>
    <message>
      <source>NVIDIA graphics card (CUDA)</source>
      <translation>NVIDIA グラフィックカード (CUDA)</translation>
    </message>
    <message>
      <source>Remove the engine's packages in {}?</source>
      <translation>{} にあるエンジンのパッケージを削除しますか?</translation>
    </message>
    <message>
      <source>The set-up is running. You can close this window; it continues as a QGIS task.</source>
      <translation>作業中です。このウィンドウを閉じても、作業は QGIS のタスクとして続きます。</translation>
    </message>
    <message>
      <source>Cancelled. The downloaded files are kept; press Install to resume.</source>
      <translation>キャンセルしました。取得済みのものは残り、「インストール」で続きから再開します。</translation>
    </message>
    <message>
      <source>Done.</source>
      <translation>完了しました。</translation>
    </message>
    <message>
      <source>The engine is set up in {}.</source>
      <translation>エンジンは {} にセットアップされています。</translation>
    </message>
    <message>
      <source>The engine is not set up yet; the algorithms need it.</source>
      <translation>アルゴリズムが計算に用いるエンジンはまだセットアップされていません。</translation>
    </message>
    <message>
      <source>Collecting diagnostics of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry の診断情報を収集中</translation>
    </message>
    <message>
      <source>The diagnostics are on the clipboard; check them before you paste them into a report.</source>
      <translation>診断情報をクリップボードにコピーしました。報告に貼り付ける前に内容を確認してください。</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>キャンセルしました。</translation>
    </message>
    <message>
      <source>{error}; please report this together with the diagnostics.</source>
      <translation>{error}。診断情報を添えて報告してください。</translation>
    </message>
    <message>
      <source>{created}: {job}, version {version}</source>
      <translation>{created}: {job}、バージョン {version}</translation>
    </message>
    <message>
      <source>unit: {unit}</source>
      <translation>単位: {unit}</translation>
    </message>
    <message>
      <source>Vertical datum: {datum}</source>
      <translation>鉛直基準: {datum}</translation>
    </message>
    <message>
      <source>Input {name}: {about}</source>
      <translation>入力 {name}: {about}</translation>
    </message>
    <message>
      <source>Matcher: {matcher}</source>
      <translation>マッチング手法: {matcher}</translation>
    </message>
    <message>
      <source>Command: {command}</source>
      <translation>コマンド: {command}</translation>
    </message>
    <message>
      <source>Versions: {versions}</source>
      <translation>バージョン: {versions}</translation>
    </message>
    <message>
      <source>Band {number}: {text}</source>
      <translation>バンド {number}: {text}</translation>
    </message>
    <message>
      <source>The style of {path} could not be written ({reason}).</source>
      <translation>{path} のスタイルを書き込めませんでした ({reason})。</translation>
    </message>
    <message>
      <source>left</source>
      <translation>左</translation>
    </message>
    <message>
      <source>right</source>
      <translation>右</translation>
    </message>
    <message>
      <source>range</source>
      <translation>レンジ</translation>
    </message>
    <message>
      <source>along</source>
      <translation>進行方向</translation>
    </message>
    <message>
      <source>track</source>
      <translation>直交方向</translation>
    </message>
    <message>
      <source>drift</source>
      <translation>ドリフト</translation>
    </message>
    <message>
      <source>The disk is full; free some space, or choose another engine folder in Settings &gt; Options &gt; Processing, then run this again: what has arrived is kept.</source>
      <translation>ディスクの空きがありません。空き容量を増やすか、「設定 &gt; オプション &gt; プロセシング」で別のエンジンフォルダを選んで、もう一度実行してください。ダウンロード済みのファイルは残っています。</translation>
    </message>
    <message>
      <source>The path of the engine folder is too long for Windows; choose a short one, such as C:\sar, in Settings &gt; Options &gt; Processing, then run this again: what has arrived is kept.</source>
      <translation>エンジンフォルダのパスが Windows には長すぎます。設定 &gt; オプション &gt; プロセシング で C:\sar のような短いフォルダを選んで、もう一度実行してください。ダウンロード済みのファイルは残っています。</translation>
    </message>
    <message>
      <source>The certificate of {source} is not trusted; if your network has a certificate authority of its own, add it in Settings &gt; Options &gt; Authentication &gt; Manage Certificates, or name its file in the environment variable PIP_CERT.</source>
      <translation>{source} の証明書を信頼できません。ネットワークに独自の認証局がある場合は、「設定 &gt; オプション &gt; 認証 &gt; 証明書の管理」で追加するか、そのファイルを環境変数 PIP_CERT で指定してください。</translation>
    </message>
    <message>
      <source>{source} is a numeric address, whose certificate this pip cannot check; use the name of the computer in the address.</source>
      <translation>{source} は数値の IP アドレスで、この pip ではその証明書を確認できません。アドレスにはコンピュータ名を使ってください。</translation>
    </message>
    <message>
      <source>The proxy did not let the installer through to {source}; check Settings &gt; Options &gt; Network (an HTTP proxy with user and password; SOCKS does not work).</source>
      <translation>プロキシを通して {source} に接続できません。「設定 &gt; オプション &gt; ネットワーク」を確認してください(ユーザ名とパスワード付きの HTTP プロキシ。SOCKS は使えません)。</translation>
    </message>
    <message>
      <source>{source} is neither https nor a file, which pip refuses; use an https address or a folder of wheels.</source>
      <translation>{source} は https でもファイルでもないため、pip が拒否しました。https のアドレスか wheel ファイルのフォルダを使ってください。</translation>
    </message>
    <message>
      <source>{source} refuses access; check user and password in its address.</source>
      <translation>{source} へのアクセスが拒否されました。アドレスのユーザ名とパスワードを確認してください。</translation>
    </message>
    <message>
      <source>{source} cannot be reached; check the network and run this again (what has arrived is kept), name another index, or a folder with the wheels for a computer without network.</source>
      <translation>{source} に接続できません。ネットワークを確認してもう一度実行するか(ダウンロード済みのファイルは残っています)、別のパッケージインデックスを指定してください。ネットワークのないコンピュータでは、wheel ファイルのフォルダを指定してください。</translation>
    </message>
    <message>
      <source>{source} delivered a file that is no package: the download was cut, or the network answered with a page of its own; log in to the network in a browser if it asks for it, then run this again.</source>
      <translation>{source} から届いたファイルはパッケージではありません。ダウンロードが途中で切れたか、ネットワークが独自のページを返しました。ネットワークがログインを求める場合はブラウザでログインしてから、もう一度実行してください。</translation>
    </message>
    <message>
      <source>{wheel} of {source} is not the file that this version of the plugin was released with; use the Python package index or an unchanged mirror of it, then run this again.</source>
      <translation>{source} の {wheel} は、このバージョンのプラグインの公開時のファイルと異なります。Python パッケージインデックスか、その変更のないミラーを使って、もう一度実行してください。</translation>
    </message>
    <message>
      <source>PyTorch {build} and the other packages that the engine needs are downloaded from {source}: about {fetched:.1f} GB to download, {unpacked:.1f} GB on disk, in {folder}. Nothing is installed into the Python of QGIS. To remove everything, remove that folder. The set-up needs {room:.1f} GB of free disk space. If it is interrupted, start it again to resume it.</source>
      <translation>PyTorch({build})と、エンジンに必要なその他のパッケージを{source}からダウンロードします。ダウンロードは約 {fetched:.1f} GB、展開後のサイズは {unpacked:.1f} GB で、{folder} に置かれます。QGIS の Python には何もインストールしません。すべてを取り除くには、このフォルダを削除してください。セットアップには {room:.1f} GB の空き容量が必要です。中断した場合は、もう一度開始すると続きから再開します。</translation>
    </message>
    <message>
      <source>{folder} holds other things and is left alone; choose a folder that is empty or new in Settings &gt; Options &gt; Processing, or move these away.</source>
      <translation>{folder} には別のファイルがあるため、変更しません。「設定 &gt; オプション &gt; プロセシング」で空のフォルダか新しいフォルダを選ぶか、ファイルを移動してください。</translation>
    </message>
    <message>
      <source>The engine needs Python 3.10 or newer and QGIS has {version}; install a newer QGIS, or name another Python that has GDAL in the environment variable SAR_RADARGRAMMETRY_PYTHON.</source>
      <translation>エンジンには Python 3.10 以降が必要ですが、QGIS の Python は {version} です。新しい QGIS をインストールするか、GDAL のある別の Python を環境変数 SAR_RADARGRAMMETRY_PYTHON で指定してください。</translation>
    </message>
    <message>
      <source>Installed {count} packages in {folder}: {size:.2f} GB.</source>
      <translation>{count} 個のパッケージを {folder} にインストールしました: {size:.2f} GB。</translation>
    </message>
    <message>
      <source>{needed:.1f} GB must be free for {folder} and {available:.1f} GB are; free some space, or choose another engine folder in Settings &gt; Options &gt; Processing.</source>
      <translation>{needed:.1f} GB の空き容量が {folder} に必要ですが、空きは {available:.1f} GB です。空き容量を増やすか、「設定 &gt; オプション &gt; プロセシング」で別のエンジンフォルダを選んでください。</translation>
    </message>
    <message>
      <source>Unpacking {count} packages ...</source>
      <translation>{count} 個のパッケージを展開しています ...</translation>
    </message>
    <message>
      <source>Removed {folder}: {size:.2f} GB.</source>
      <translation>{folder} を削除しました: {size:.2f} GB。</translation>
    </message>
    <message>
      <source>{path} cannot be written ({reason}); choose another engine folder in Settings &gt; Options &gt; Processing.</source>
      <translation>{path} に書き込めません ({reason})。「設定 &gt; オプション &gt; プロセシング」で別のエンジンフォルダを選んでください。</translation>
    </message>
    <message>
      <source>The Python interpreter {interpreter} does not run ({reason}).</source>
      <translation>Python インタプリタ {interpreter} が動作しません ({reason})。</translation>
    </message>
    <message>
      <source>pip did not install {packages}; see the log.</source>
      <translation>pip が {packages} をインストールしませんでした。ログを確認してください。</translation>
    </message>
    <message>
      <source>the packages</source>
      <translation>パッケージ</translation>
    </message>
    <message>
      <source>{folder} is in use ({reason}); wait for running algorithms, or restart QGIS, then try again.</source>
      <translation>{folder} は使用中です ({reason})。実行中の処理が終わるのを待つか、QGIS を再起動してから、もう一度実行してください。</translation>
    </message>
    <message>
      <source>for the processor</source>
      <translation>プロセッサ用</translation>
    </message>
    <message>
      <source>for NVIDIA graphics cards (CUDA)</source>
      <translation>NVIDIA グラフィックカード (CUDA) 用</translation>
    </message>
    <message>
      <source>The packages in {folder} are complete; nothing to do.</source>
      <translation>{folder} のパッケージはそろっています。何もする必要はありません。</translation>
    </message>
    <message>
      <source>The engine is being set up by another QGIS already; wait until that is done.</source>
      <translation>別の QGIS がエンジンをセットアップ中です。終わるまで待ってください。</translation>
    </message>
    <message>
      <source>The engine's packages ({names}) are not in {folder}</source>
      <translation>エンジンのパッケージ ({names}) が {folder} にありません</translation>
    </message>
    <message>
      <source>The engine's packages in {folder} are for Python {version}, and QGIS comes with {wanted} now</source>
      <translation>{folder} にあるエンジンのパッケージは Python {version} 用ですが、現在の QGIS の Python は {wanted} です</translation>
    </message>
    <message>
      <source>The engine's packages in {folder} are not those of this version of the plugin ({names})</source>
      <translation>{folder} にあるエンジンのパッケージは、このバージョンのプラグイン用ではありません ({names})</translation>
    </message>
    <message>
      <source>{names} and others</source>
      <translation>{names} など</translation>
    </message>
    <message>
      <source>The Python of QGIS ({interpreter}) has no pip, and none could be had from {source}; on Debian and Ubuntu install it with: sudo apt install python3-pip (python3-venv will do as well), then run this again.</source>
      <translation>QGIS の Python ({interpreter}) に pip がなく、{source}からも取得できませんでした。Debian と Ubuntu では sudo apt install python3-pip (または python3-venv) でインストールし、もう一度実行してください。</translation>
    </message>
    <message>
      <source>the package index that pip is configured for</source>
      <translation>pip に設定されているパッケージインデックス</translation>
    </message>
    <message>
      <source>The package index that pip is configured for</source>
      <translation>pip に設定されているパッケージインデックス</translation>
    </message>
    <message>
      <source>This Python has no pip; downloading it from {source}.</source>
      <translation>この Python には pip がないため、{source} からダウンロードします。</translation>
    </message>
    <message>
      <source>The Python interpreter {interpreter} cannot be run ({reason}).</source>
      <translation>Python インタプリタ {interpreter} を起動できません ({reason})。</translation>
    </message>
    <message>
      <source>pip could not install {wanted} ({reason}); see the log.</source>
      <translation>pip で {wanted} をインストールできませんでした ({reason})。ログを確認してください。</translation>
    </message>
    <message>
      <source>{source} lists no version of {wanted}: it is no package index, or the network answered with a page of its own; log in to the network in a browser if it asks for it, or name another index, then run this again.</source>
      <translation>{source} には {wanted} のどのバージョンもありません。パッケージインデックスではないか、ネットワークが独自のページを返しました。ネットワークがログインを求める場合はブラウザでログインするか、別のインデックスを指定して、もう一度実行してください。</translation>
    </message>
    <message>
      <source>{source} has no wheel of {wanted} for this Python and system; name another index, or a folder that has it.</source>
      <translation>この Python とシステム用の {wanted} の wheel ファイルが{source}にありません。別のパッケージインデックスか、それを含むフォルダを指定してください。</translation>
    </message>
    <message>
      <source>Downloading torch {version}, the largest package ...</source>
      <translation>最も大きいパッケージ torch {version} をダウンロードしています ...</translation>
    </message>
    <message>
      <source>{count} of {total} packages were downloaded before.</source>
      <translation>{total} 個のパッケージのうち {count} 個はダウンロード済みです。</translation>
    </message>
    <message>
      <source>Downloading {packages} ...</source>
      <translation>{packages} をダウンロードしています ...</translation>
    </message>
    <message>
      <source>set up the engine: run the algorithm "Set up engine" (sar_radargrammetry:setupengine), or choose Raster &gt; SAR Radargrammetry &gt; Set up engine</source>
      <translation>アルゴリズム「エンジンのセットアップ」(sar_radargrammetry:setupengine) を実行するか、「ラスタ &gt; SAR Radargrammetry &gt; エンジンのセットアップ」を選んでください</translation>
    </message>
    <message>
      <source>The engine's Python interpreter {interpreter} cannot be run; name a Python 3.10 or newer that has GDAL in {where} or in the environment variable {variable}, or leave both empty for QGIS's own.</source>
      <translation>エンジンの Python インタプリタ {interpreter} を起動できません。GDAL のある Python 3.10 以降を {where} または環境変数 {variable} で指定するか、両方を空にして QGIS の Python を使ってください。</translation>
    </message>
    <message>
      <source>{problem}; {remedy}.</source>
      <translation>{problem}。{remedy}。</translation>
    </message>
    <message>
      <source>Settings &gt; Options &gt; Processing &gt; Providers &gt; SAR Radargrammetry</source>
      <translation>設定 &gt; オプション &gt; プロセシング &gt; プロバイダ &gt; SAR Radargrammetry</translation>
    </message>
    <message>
      <source>The extent {text}</source>
      <translation>範囲 {text}</translation>
    </message>
    <message>
      <source>{what} is in a coordinate system that does not contain the images; give it in another one.</source>
      <translation>{what} の座標参照系では画像の範囲を表せません。別の座標参照系で指定してください。</translation>
    </message>
    <message>
      <source>{what} contains nothing of the ground that the images show, which is at longitude {lon:.4f}, latitude {lat:.4f}; check its coordinate system ({name}), or choose one that overlaps the footprints.</source>
      <translation>{what} は画像に写っている地表 (経度 {lon:.4f}、緯度 {lat:.4f}) を含みません。座標系 ({name}) を確認するか、画像のフットプリントと重なるものを選んでください。</translation>
    </message>
    <message>
      <source>{what} covers the whole area, so that nothing is left to measure; leave out less.</source>
      <translation>{what} が全域を覆い、計測する場所が残りません。除外する範囲を減らしてください。</translation>
    </message>
    <message>
      <source>The file of polygons {path}</source>
      <translation>ポリゴンのファイル {path}</translation>
    </message>
    <message>
      <source>{what} does not exist; check the path.</source>
      <translation>{what} がありません。パスを確認してください。</translation>
    </message>
    <message>
      <source>{what} has {count} layers of polygons; give a file with one.</source>
      <translation>{what} にはポリゴンのレイヤが {count} 個あります。1 個だけのファイルを指定してください。</translation>
    </message>
    <message>
      <source>{what} has no coordinate system; set one and save it again.</source>
      <translation>{what} に座標系がありません。座標系を設定して保存し直してください。</translation>
    </message>
    <message>
      <source>{what} contains no polygons; give a layer with some.</source>
      <translation>{what} にはポリゴンがありません。ポリゴンのあるレイヤを指定してください。</translation>
    </message>
    <message>
      <source>{what} contains no polygons, only rows without a geometry; give a layer with some.</source>
      <translation>{what} にはジオメトリのない行だけがあり、ポリゴンがありません。ポリゴンのあるレイヤを指定してください。</translation>
    </message>
    <message>
      <source>{what} cannot be read; give a layer of polygons.</source>
      <translation>{what} を読み取れません。ポリゴンのレイヤを指定してください。</translation>
    </message>
    <message>
      <source>{what} has no polygon in row {number}; give a layer of polygons.</source>
      <translation>{what} の {number} 行目はポリゴンではありません。ポリゴンのレイヤを指定してください。</translation>
    </message>
    <message>
      <source>{what} has a polygon in row {number} that does not fit the coordinate system of the elevation raster; give polygons of the same area.</source>
      <translation>{what} の {number} 行目のポリゴンは標高ラスタの座標系に収まりません。同じ地域のポリゴンを指定してください。</translation>
    </message>
    <message>
      <source>The extent {text} is empty: xmin must be less than xmax, and ymin than ymax.</source>
      <translation>範囲 {text} が空です: xmin は xmax より、ymin は ymax より小さくなければなりません。</translation>
    </message>
    <message>
      <source>The extent {text} has numbers that are no degrees; name the coordinate system that they are in, such as [EPSG:32633].</source>
      <translation>範囲 {text} の数値は度ではありません。[EPSG:32633] のように座標系を付けてください。</translation>
    </message>
    <message>
      <source>{what} is in the coordinate system {name}, which is neither geographic nor projected; reproject it.</source>
      <translation>{what} の座標系 {name} は地理座標系でも投影座標系でもありません。再投影してください。</translation>
    </message>
    <message>
      <source>The extent {text} is not of the form xmin,xmax,ymin,ymax [EPSG:4326].</source>
      <translation>範囲 {text} が xmin,xmax,ymin,ymax [EPSG:4326] の形式ではありません。</translation>
    </message>
    <message>
      <source>The extent {text} has a CRS that is not known; use one such as EPSG:4326.</source>
      <translation>範囲 {text} の CRS が分かりません。EPSG:4326 などを使ってください。</translation>
    </message>
    <message>
      <source>{reference} + {secondary}: {verdict} ({angle:.1f} degrees, overlap {overlap:.0f} %, expected error {sigma:.2f} m).</source>
      <translation>{reference} + {secondary}: {verdict} ({angle:.1f} 度、重複率 {overlap:.0f} %、予測誤差 {sigma:.2f} m)。</translation>
    </message>
    <message>
      <source>{reference} + {secondary}: {verdict}</source>
      <translation>{reference} + {secondary}: {verdict}</translation>
    </message>
    <message>
      <source>All expected errors are zero, so that nothing can be corrected; give some a sigma.</source>
      <translation>想定誤差がすべて 0 なので、何も補正できません。σ を指定してください。</translation>
    </message>
    <message>
      <source>{reference} + {secondary}: distance from the epipolar curves {before:.2f} px before, {after:.2f} px after the refinement; height above the mean of the pairs {low:+.2f} m before, {high:+.2f} m after.</source>
      <translation>{reference} + {secondary}: エピポーラ曲線との距離は、補正前 {before:.2f} px、補正後 {after:.2f} px。ペアの平均からの高さは、補正前 {low:+.2f} m、補正後 {high:+.2f} m。</translation>
    </message>
    <message>
      <source>to the elevation model</source>
      <translation>標高モデル</translation>
    </message>
    <message>
      <source>to the mean of all flights</source>
      <translation>全飛行の平均</translation>
    </message>
    <message>
      <source>Correction of {name} relative {datum}: slant range {range:+.2f} m (sigma {range_sigma:.2f}), along the track {along:+.2f} m (sigma {along_sigma:.2f}).</source>
      <translation>{name} の補正({datum}を基準): スラントレンジ {range:+.2f} m (σ {range_sigma:.2f})、航跡方向 {along:+.2f} m (σ {along_sigma:.2f})。</translation>
    </message>
    <message>
      <source>chosen</source>
      <translation>選択</translation>
    </message>
    <message>
      <source>the intersection angle of {angle:.1f} degrees is below the limit of {limit:g} degrees</source>
      <translation>交会角 {angle:.1f} 度は限度の {limit:g} 度を下回ります</translation>
    </message>
    <message>
      <source>the intersection angle of {angle:.1f} degrees is above the limit of {limit:g} degrees</source>
      <translation>交会角 {angle:.1f} 度は限度の {limit:g} 度を上回ります</translation>
    </message>
    <message>
      <source>the overlap of {overlap:.0f} % is below the limit of {limit:g} %</source>
      <translation>重複率 {overlap:.0f} % は限度の {limit:g} % を下回ります</translation>
    </message>
    <message>
      <source>the expected error of {sigma:.2f} m is above the limit of {limit:g} m</source>
      <translation>予測誤差 {sigma:.2f} m は限度の {limit:g} m を上回ります</translation>
    </message>
    <message>
      <source>both images have {most} pairs with smaller expected errors</source>
      <translation>両方の画像が、予測誤差のより小さい {most} 組のペアに含まれます</translation>
    </message>
    <message>
      <source>{most} pairs with smaller expected errors are chosen, and more cannot be merged</source>
      <translation>予測誤差のより小さい {most} 組のペアが選択済みで、それ以上は統合できません</translation>
    </message>
    <message>
      <source>{what} has a column {name} that states {word}, which is no unit of {quantity} known here; convert the column, or leave that out if it is no unit.</source>
      <translation>{what} の列 {name} に {word} とありますが、{quantity} の単位として知られていません。列の値を変換するか、単位でなければその部分を除いてください。</translation>
    </message>
    <message>
      <source>The correlation of errors in the metadata of {path} is damaged.</source>
      <translation>{path} のメタデータにある誤差の相関は壊れています。</translation>
    </message>
    <message>
      <source>There is no device {name}; known are {devices}.</source>
      <translation>デバイス {name} はありません。使えるのは {devices} です。</translation>
    </message>
    <message>
      <source>PyTorch finds no CUDA device here; choose the device auto or cpu, or install driver and CUDA build.</source>
      <translation>PyTorch が使える CUDA デバイスがありません。デバイスに auto または cpu を選ぶか、ドライバと CUDA 版をインストールしてください。</translation>
    </message>
    <message>
      <source>The error raster holds the errors of matching (band 2) and of the navigation (band 3) together (band 1). The latter is {source}{size}; neighbouring heights share it, and the scene may lie off by it as a whole.</source>
      <translation>誤差ラスタには、マッチング誤差 (バンド 2) と航法誤差 (バンド 3) を合わせたもの (バンド 1) が入っています。後者は{source}{size}。隣り合う高さはこの誤差を共有し、シーン全体がその分ずれている可能性があります。</translation>
    </message>
    <message>
      <source>The error raster holds the errors of matching only: the accuracy of the two tracks is not stated, and their errors move all heights together.</source>
      <translation>誤差ラスタに入っているのはマッチング誤差だけです: 2 つの航跡の精度は記録されておらず、その誤差はすべての高さを一緒にずらします。</translation>
    </message>
    <message>
      <source>A range bias of 1 m of the secondary image changes heights by {change:.1f} m; errors of {sigma:g} m in the ranges, times and tracks of both images would make {typical:.1f} m (1 sigma).</source>
      <translation>副画像のレンジのバイアス 1 m で高さは {change:.1f} m 変わります。両画像のレンジ、時刻、航跡にそれぞれ {sigma:g} m の誤差があると {typical:.1f} m (1σ) になります。</translation>
    </message>
    <message>
      <source>as the refinement of the geometry left it</source>
      <translation>ジオメトリの補正後の値で</translation>
    </message>
    <message>
      <source> and is {typical:.2f} m in the middle of the scene</source>
      <translation>、シーンの中央で {typical:.2f} m です</translation>
    </message>
    <message>
      <source>by expected errors of {text}</source>
      <translation>想定誤差 ({text}) による値で</translation>
    </message>
    <message>
      <source>by expected errors of {first} of the reference and {second} of the secondary</source>
      <translation>主画像の想定誤差 ({first}) と副画像の想定誤差 ({second}) による値で</translation>
    </message>
    <message>
      <source>The scene at {lon:.3f}, {lat:.3f} is {ground:.0f} km across, but {mapped:.0f} km in {name}, which is cut or distorted there; choose another coordinate system, such as {utm}.</source>
      <translation>{lon:.3f}, {lat:.3f} のシーンの大きさは {ground:.0f} km ですが、{name} では {mapped:.0f} km になります。この座標系はそこで途切れているか、歪んでいます。{utm} など、別の座標系を選んでください。</translation>
    </message>
    <message>
      <source>No match gives a ground point: the rays of the two images do not meet, or no match is certain enough; check the geometry of both images and run matchpatches again.</source>
      <translation>地上点になる対応点がありません: 2 枚の画像の視線が交わらないか、十分に確からしい対応点がありません。両画像のジオメトリを確認し、matchpatches をもう一度実行してください。</translation>
    </message>
    <message>
      <source>All heights lie outside of the range that was searched, {low:.0f} to {high:.0f} m above the ellipsoid; search a wider range, or check the geometry of both images.</source>
      <translation>すべての高さが、探索した範囲 (楕円体高 {low:.0f}～{high:.0f} m) の外にあります。より広い範囲を探索するか、両画像のジオメトリを確認してください。</translation>
    </message>
    <message>
      <source>The coordinate system {name} includes a vertical datum, but heights here are metres above the WGS 84 ellipsoid; give its horizontal part {part} instead.</source>
      <translation>座標系 {name} は独自の高さを求めますが、ここでの高さは WGS 84 楕円体からの高さ [m] です。代わりに水平成分 {part} を指定してください。</translation>
    </message>
    <message>
      <source>The coordinate system {name} is in degrees, but pixel sizes are metres; give a projected one, such as the UTM zone of the scene.</source>
      <translation>座標系 {name} の単位は度ですが、セルサイズの単位はメートルです。シーンの UTM ゾーンなどの投影座標系を指定してください。</translation>
    </message>
    <message>
      <source>The coordinate system {name} is not a projected one in metres (its unit: {unit}); give one that is, such as the UTM zone of the scene.</source>
      <translation>座標系 {name} はメートル単位の投影座標系ではありません (単位: {unit})。シーンの UTM ゾーンなどを指定してください。</translation>
    </message>
    <message>
      <source>The coordinate system {crs} is not known; give a code such as EPSG:32633.</source>
      <translation>座標系 {crs} が分かりません。EPSG:32633 のようなコードを指定してください。</translation>
    </message>
    <message>
      <source>No height was measured in the area of interest; choose a larger one, or another pair.</source>
      <translation>対象範囲で高さを計測できませんでした。より広い範囲、または別のペアを選んでください。</translation>
    </message>
    <message>
      <source>The pixel size of {pixel_size:g} m is far finer than the image, whose pixels are about {coarsest:.2g} m on the ground; choose a coarser one.</source>
      <translation>セルサイズ {pixel_size:g} m は、地上で約 {coarsest:.2g} m の画素をもつ画像に対して細かすぎます。より粗い値を選んでください。</translation>
    </message>
    <message>
      <source>The pixel size of {pixel_size:g} m is too coarse for an area whose shorter side is {side:.3g} m; choose a finer one.</source>
      <translation>画素サイズ {pixel_size:g} m は、短辺 {side:.3g} m の範囲には粗すぎます。より細かい値を選んでください。</translation>
    </message>
    <message>
      <source>The pixel size of {pixel_size:g} m is far finer than the elevation, whose cells are about {cell:.3g} m; choose a coarser one.</source>
      <translation>画素サイズ {pixel_size:g} m は、セルが約 {cell:.3g} m の標高よりはるかに細かい値です。より粗い値を選んでください。</translation>
    </message>
    <message>
      <source>The scene at {lon:.3f}, {lat:.3f} lies outside the area of {name}; choose another one.</source>
      <translation>シーン ({lon:.3f}, {lat:.3f}) は {name} の適用範囲の外にあります。別の座標系を選んでください。</translation>
    </message>
    <message>
      <source>{what} has several columns of heights ({names}); {taken} is used. To use another one, set HEIGHT_FIELD.</source>
      <translation>{what} には高さの列が複数あります ({names})。{taken} を使います。別の列を使うには HEIGHT_FIELD を指定してください。</translation>
    </message>
    <message>
      <source>The file of check points {path}</source>
      <translation>検証点のファイル {path}</translation>
    </message>
    <message>
      <source>{what} has neither a field of heights nor points with a third coordinate; name the field with HEIGHT_FIELD.</source>
      <translation>{what} に高さのフィールドがなく、点にも 3 番目の座標がありません。HEIGHT_FIELD でフィールドを指定してください。</translation>
    </message>
    <message>
      <source>{what} needs columns named lon, lat, height or x, y, height; its columns are {names}.</source>
      <translation>{what} には lon, lat, height または x, y, height という列が必要です。列は {names} です。</translation>
    </message>
    <message>
      <source>{what} has x and y but no coordinate system; say which one with CHECK_POINTS_CRS.</source>
      <translation>{what} には x と y がありますが、座標系がありません。CHECK_POINTS_CRS で指定してください。</translation>
    </message>
    <message>
      <source>{what} has latitudes beyond 90 degrees; exchange longitude and latitude.</source>
      <translation>{what} に 90 度を超える緯度があります。経度と緯度を入れ替えてください。</translation>
    </message>
    <message>
      <source>{what} has no point with a height; give points with heights.</source>
      <translation>{what} に高さをもつ点がありません。高さのある点を指定してください。</translation>
    </message>
    <message>
      <source>{what} has several columns of heights ({names}); {taken} is used, because its vertical datum fits best. To use another one, set HEIGHT_FIELD.</source>
      <translation>{what} には高さの列が複数あります ({names})。鉛直基準が最もよく合う {taken} を使います。別の列を使うには HEIGHT_FIELD を指定してください。</translation>
    </message>
    <message>
      <source>{what} has no field {height_field}; its fields are {names}.</source>
      <translation>{what} にフィールド {height_field} がありません。フィールドは {names} です。</translation>
    </message>
    <message>
      <source>the check points</source>
      <translation>検証点</translation>
    </message>
    <message>
      <source>The error raster</source>
      <translation>誤差ラスタ</translation>
    </message>
    <message>
      <source>{share:.0f} % of the predicted variance comes from navigation errors (band 3 of the error raster). These errors are fully correlated, so coverage is a single sample.</source>
      <translation>予測された分散の {share:.0f} % は航法誤差 (誤差ラスタのバンド 3) によるものです。この誤差は完全に相関しているため、被覆率は 1 つの標本にすぎません。</translation>
    </message>
    <message>
      <source>Only cells of the area are compared: {share:.1f} % of the elevation raster.</source>
      <translation>対象範囲のセルだけを比較しました（標高ラスタの {share:.1f} %）。</translation>
    </message>
    <message>
      <source>The elevation raster and the reference DSM are the same file {elevation}; give two files.</source>
      <translation>標高ラスタと参照 DSM が同じファイル {elevation} です。別々のファイルを指定してください。</translation>
    </message>
    <message>
      <source>The error raster {path} is also given as heights; give the raster of 1-sigma errors.</source>
      <translation>誤差ラスタ {path} が標高としても指定されています。1σ 誤差のラスタを指定してください。</translation>
    </message>
    <message>
      <source>{what} is not on the grid of the elevation raster; give the one made with it.</source>
      <translation>{what} は標高ラスタと同じグリッドではありません。標高ラスタと一緒に作られたものを指定してください。</translation>
    </message>
    <message>
      <source>The elevation raster</source>
      <translation>標高ラスタ</translation>
    </message>
    <message>
      <source>The reference DSM</source>
      <translation>参照 DSM</translation>
    </message>
    <message>
      <source>The certainty raster</source>
      <translation>確信度ラスタ</translation>
    </message>
    <message>
      <source>{what} has no value where the elevation raster has one; give a reference of the same area.</source>
      <translation>{what} には、標高ラスタに値がある場所の値がありません。同じ地域の参照データを指定してください。</translation>
    </message>
    <message>
      <source>The difference would overwrite the input {source}; choose another output file.</source>
      <translation>差分が入力 {source} を上書きしてしまいます。別の出力ファイルを選んでください。</translation>
    </message>
    <message>
      <source>Co-registration found no shift that makes the elevation and the reference fit; check that both show the same ground, or compare without it.</source>
      <translation>位置合わせで、標高と参照データが合う移動量が見つかりませんでした。両方が同じ場所であることを確認するか、位置合わせなしで比較してください。</translation>
    </message>
    <message>
      <source>The ground is too flat or too small to tell a horizontal shift between the elevation and the reference; compare without co-registration.</source>
      <translation>地形が平坦すぎるか範囲が狭すぎるため、標高と参照データの水平方向のずれを判別できません。位置合わせなしで比較してください。</translation>
    </message>
    <message>
      <source>Only {cells} cells of the elevation have a reference beside them; that is too few to co-register, so compare without it.</source>
      <translation>参照データと重なる標高のセルは {cells} 個しかなく、位置合わせには少なすぎます。位置合わせなしで比較してください。</translation>
    </message>
    <message>
      <source>The geoid grid does not cover the middle of the rasters; give one that covers them.</source>
      <translation>ジオイドグリッドがラスタの中央を覆っていません。覆うものを指定してください。</translation>
    </message>
    <message>
      <source>{name} states heights of {datum}, but they were taken as heights of {said} as requested.</source>
      <translation>{name} には {datum} の高さと記録されていますが、指定どおり {said} の高さとして扱いました。</translation>
    </message>
    <message>
      <source>, or to same if it is that of the elevation</source>
      <translation>、標高と同じ基準であれば same</translation>
    </message>
    <message>
      <source>{name} does not state its vertical datum; set {key}_VERTICAL to ellipsoid, to a code such as EPSG:5773 (EGM96) or to a geoid raster{same}.</source>
      <translation>{name} に鉛直基準の記録がありません。{key}_VERTICAL に ellipsoid、EPSG:5773 (EGM96) などのコード、またはジオイドのラスタ{same}を指定してください。</translation>
    </message>
    <message>
      <source>{name} holds heights of {datum}, and the other one does not; set {key}_VERTICAL to the code of that vertical datum or to its geoid as a raster, so that they can be converted.</source>
      <translation>{name} は {datum} の高さですが、もう一方は異なります。変換できるように、{key}_VERTICAL にその鉛直基準のコードかジオイドのラスタを指定してください。</translation>
    </message>
    <message>
      <source>The mask {path}</source>
      <translation>マスク {path}</translation>
    </message>
    <message>
      <source>The mask</source>
      <translation>マスク</translation>
    </message>
    <message>
      <source>{what} has {bands} bands; give a raster with one band of codes.</source>
      <translation>{what} のバンド数は {bands} です。コードの 1 バンドだけのラスタを指定してください。</translation>
    </message>
    <message>
      <source>{what} holds no whole numbers; give the raster of codes that was made with the elevation.</source>
      <translation>{what} の値が整数ではありません。標高と一緒に作られたコードのラスタを指定してください。</translation>
    </message>
    <message>
      <source>{what} does not overlap the elevation raster; choose one that does.</source>
      <translation>{what} は標高ラスタと重なりません。重なるものを選んでください。</translation>
    </message>
    <message>
      <source>The check points of {path} lie on the elevation raster only with their two coordinates exchanged; correct the names of the columns.</source>
      <translation>{path} の検証点は、2 つの座標を入れ替えた場合にだけ標高ラスタ上にあります。列の名前を修正してください。</translation>
    </message>
    <message>
      <source>No check point of {path} lies on the elevation raster; give points of the same area, and check their coordinate system.</source>
      <translation>{path} の検証点は、1 つも標高ラスタの上にありません。同じ地域の点を指定し、座標系を確認してください。</translation>
    </message>
    <message>
      <source>The elevation raster has no height at any of the {count} check points that lie on it; give more points.</source>
      <translation>標高ラスタの上にある {count} 個の検証点のどこにも標高がありません。点を増やしてください。</translation>
    </message>
    <message>
      <source>Only check points in the area are compared: {count} of {total}.</source>
      <translation>対象範囲内の検証点だけを比較しました（{total} 点中 {count} 点）。</translation>
    </message>
    <message>
      <source>No check point of {path} lies in the area; choose a larger one.</source>
      <translation>{path} の検証点は対象範囲内にありません。より広い範囲を選んでください。</translation>
    </message>
    <message>
      <source>{count} of the {total} check points lie outside the elevation raster.</source>
      <translation>{total} 個の検証点のうち {count} 個は標高ラスタの外にあります。</translation>
    </message>
    <message>
      <source>the elevation raster</source>
      <translation>標高ラスタ</translation>
    </message>
    <message>
      <source>{name} {path}</source>
      <translation>{name} {path}</translation>
    </message>
    <message>
      <source>{what} has {bands} bands; give a raster with one band of heights.</source>
      <translation>{what} のバンド数は {bands} です。高さの 1 バンドだけのラスタを指定してください。</translation>
    </message>
    <message>
      <source>{what} has no coordinate system or no position; give a georeferenced raster.</source>
      <translation>{what} に座標系または位置の情報がありません。ジオリファレンスされたラスタを指定してください。</translation>
    </message>
    <message>
      <source>{what} is not north-up; warp it to a north-up grid first.</source>
      <translation>{what} は北が上ではありません。先に北が上のグリッドに変換してください。</translation>
    </message>
    <message>
      <source>{what} does not overlap {onto}; give rasters of the same area.</source>
      <translation>{what} は {onto} と重なりません。同じ地域のラスタを指定してください。</translation>
    </message>
    <message>
      <source>tell good places from bad</source>
      <translation>精度の高い場所と低い場所を区別できています</translation>
    </message>
    <message>
      <source>tell good places from bad only roughly</source>
      <translation>精度の高い場所と低い場所を大まかにしか区別できていません</translation>
    </message>
    <message>
      <source>cells</source>
      <translation>セル</translation>
    </message>
    <message>
      <source>check points</source>
      <translation>検証点</translation>
    </message>
    <message>
      <source>the reference</source>
      <translation>参照データ</translation>
    </message>
    <message>
      <source>They are on average {size:.2f} m {side}: a systematic offset, with an NMAD of {nmad:.2f} m; check the vertical datum, the flight tracks, and whether the reference shows ground or canopy.</source>
      <translation>平均して {size:.2f} m {side}: 系統的なオフセットがあり、NMAD は {nmad:.2f} m です。鉛直基準、航跡、参照データが地表と樹冠のどちらを表すかを確認してください。</translation>
    </message>
    <message>
      <source>Large errors are more frequent than the spread suggests: 90 % would be within {gaussian:.2f} m if they were Gaussian.</source>
      <translation>ばらつきから予想されるより大きな誤差が多くあります: ガウス分布であれば 90 % が {gaussian:.2f} m 以内です。</translation>
    </message>
    <message>
      <source>{one:.0f} % of the {what} are within one predicted sigma and {two:.0f} % within two; 68 % and 95 % are expected</source>
      <translation>{what}の {one:.0f} % が予測の 1σ 以内、{two:.0f} % が 2σ 以内。理論値は 68 % と 95 %</translation>
    </message>
    <message>
      <source>NMAD {first:.2f} m where the smallest errors are predicted and {last:.2f} m where the largest are, rank correlation {correlation:.2f}</source>
      <translation>NMAD は予測誤差の最も小さい所で {first:.2f} m、最も大きい所で {last:.2f} m、順位相関 {correlation:.2f}</translation>
    </message>
    <message>
      <source>are too large by a factor of {factor:.1f} where {low:.2f} to {high:.2f} m are predicted</source>
      <translation>予測が {low:.2f} から {high:.2f} m の所では {factor:.1f} 倍大きすぎます</translation>
    </message>
    <message>
      <source>The predicted errors are too large, on average by a factor of {factor:.1f} ({found}).</source>
      <translation>予測誤差は平均して {factor:.1f} 倍大きすぎます ({found})。</translation>
    </message>
    <message>
      <source>Half of the heights are within {half:.2f} m of {against} and 90 % within {le90:.2f} m.</source>
      <translation>高さの半数は{against}から {half:.2f} m 以内、90 % は {le90:.2f} m 以内です。</translation>
    </message>
    <message>
      <source>{share:.0f} % of the reference's {what} have a height.</source>
      <translation>参照データの{what}の {share:.0f} % に高さがあります。</translation>
    </message>
    <message>
      <source>There is no significant systematic offset (median {offset} m).</source>
      <translation>有意な系統的オフセットはありません (中央値 {offset} m)。</translation>
    </message>
    <message>
      <source>They are on average {size:.2f} m {side}, which is small compared with their NMAD of {nmad:.2f} m.</source>
      <translation>平均して {size:.2f} m {side}が、NMAD の {nmad:.2f} m に比べて小さい値です。</translation>
    </message>
    <message>
      <source>The predicted errors are right on average ({found}). There are too few {what} to test whether they tell good places from bad.</source>
      <translation>予測誤差は平均的には妥当です ({found})。{what}が少なすぎるため、精度の高い場所と低い場所を区別できているかは検証できません。</translation>
    </message>
    <message>
      <source>They do not tell good places from bad ({ranks}).</source>
      <translation>精度の高い場所と低い場所を区別できていません ({ranks})。</translation>
    </message>
    <message>
      <source>are too small by a factor of {factor:.1f} where {low:.2f} to {high:.2f} m are predicted</source>
      <translation>予測が {low:.2f} から {high:.2f} m の所では {factor:.1f} 倍小さすぎます</translation>
    </message>
    <message>
      <source>The predicted errors are too small, on average by a factor of {factor:.1f} ({found}).</source>
      <translation>予測誤差は平均して {factor:.1f} 倍小さすぎます ({found})。</translation>
    </message>
    <message>
      <source>too high</source>
      <translation>高すぎます</translation>
    </message>
    <message>
      <source>too low</source>
      <translation>低すぎます</translation>
    </message>
    <message>
      <source>The predicted errors are right on average, but do not tell good places from bad ({found}; {ranks}).</source>
      <translation>予測誤差は平均的には妥当ですが、精度の高い場所と低い場所を区別できていません ({found}、{ranks})。</translation>
    </message>
    <message>
      <source>{sigma:.2f} m is predicted everywhere</source>
      <translation>予測はどこでも {sigma:.2f} m</translation>
    </message>
    <message>
      <source>They {apart} ({ranks}).</source>
      <translation>{apart} ({ranks})。</translation>
    </message>
    <message>
      <source>The predicted errors are realistic for most {what}, but too small for the largest errors ({found}; {ranks}).</source>
      <translation>予測誤差はほとんどの{what}で妥当ですが、最も大きな誤差に対しては小さすぎます ({found}、{ranks})。</translation>
    </message>
    <message>
      <source>The predicted errors are right on average and {apart}, but {off} ({found}; {ranks}).</source>
      <translation>予測誤差は平均的には妥当で、{apart}。ただし、{off} ({found}、{ranks})。</translation>
    </message>
    <message>
      <source>The predicted errors are realistic and {apart} ({found}; {ranks}).</source>
      <translation>予測誤差は妥当で、{apart} ({found}、{ranks})。</translation>
    </message>
    <message>
      <source>In the {kind} {path}, the field {field} {why}; {advice}.</source>
      <translation>{kind} {path} のフィールド {field}: {why}。{advice}。</translation>
    </message>
    <message>
      <source>In the {kind} {path}, the field {field} {why}.</source>
      <translation>{kind} {path} のフィールド {field}: {why}。</translation>
    </message>
    <message>
      <source>is no time in UTC, but {value}</source>
      <translation>UTC の時刻ではなく {value} です</translation>
    </message>
    <message>
      <source>In the {kind} {path}, {what} must be a JSON object in braces.</source>
      <translation>{kind} {path}: {what} は波括弧で囲んだ JSON オブジェクトでなければなりません。</translation>
    </message>
    <message>
      <source>is missing</source>
      <translation>ありません</translation>
    </message>
    <message>
      <source>must be a text</source>
      <translation>文字列でなければなりません</translation>
    </message>
    <message>
      <source>is {value:g}; it must be greater than zero</source>
      <translation>{value:g} です。0 より大きくなければなりません</translation>
    </message>
    <message>
      <source>is {value:g}; it must be {minimum:g} or more</source>
      <translation>{value:g} です。{minimum:g} 以上でなければなりません</translation>
    </message>
    <message>
      <source>must be a whole number of at least {minimum}</source>
      <translation>{minimum} 以上の整数でなければなりません</translation>
    </message>
    <message>
      <source>must be one of {listed}{what}</source>
      <translation>{listed} のいずれかでなければなりません{what}</translation>
    </message>
    <message>
      <source>must be a list of {count} numbers</source>
      <translation>{count} 個の数値のリストでなければなりません</translation>
    </message>
    <message>
      <source>has the shape {found}, not {wanted}</source>
      <translation>形状が {wanted} ではなく {found} です</translation>
    </message>
    <message>
      <source>holds a number that is not finite</source>
      <translation>有限でない数値を含みます</translation>
    </message>
    <message>
      <source>must be a number</source>
      <translation>数値でなければなりません</translation>
    </message>
    <message>
      <source>must be a finite number</source>
      <translation>有限の数値でなければなりません</translation>
    </message>
    <message>
      <source>the field {field}</source>
      <translation>フィールド {field}</translation>
    </message>
    <message>
      <source>its content</source>
      <translation>内容</translation>
    </message>
    <message>
      <source>must be a list of at least {minimum} objects</source>
      <translation>{minimum} 個以上のオブジェクトのリストでなければなりません</translation>
    </message>
    <message>
      <source>must be a whole number</source>
      <translation>整数でなければなりません</translation>
    </message>
    <message>
      <source>must be a list of numbers</source>
      <translation>数値のリストでなければなりません</translation>
    </message>
    <message>
      <source>must be a full {described} array of numbers</source>
      <translation>欠けのない {described} の数値の配列でなければなりません</translation>
    </message>
    <message>
      <source>is unknown; known are {known}</source>
      <translation>不明なフィールドです。使えるのは {known} です</translation>
    </message>
    <message>
      <source>must be a number, not {value}</source>
      <translation>{value} ではなく数値でなければなりません</translation>
    </message>
    <message>
      <source>{path} could not be written ({reason}); check the folder and its permissions.</source>
      <translation>{path} に書き込めませんでした ({reason})。フォルダとその権限を確認してください。</translation>
    </message>
    <message>
      <source>{path} could not be written ({reason}); check the folder and the room on its disk.</source>
      <translation>{path} に書き込めませんでした ({reason})。フォルダとディスクの空き容量を確認してください。</translation>
    </message>
    <message>
      <source>Another program has the output {path} open; remove its layer from QGIS, or close the program, and run again.</source>
      <translation>出力 {path} は別のプログラムが開いています。QGIS からそのレイヤを削除するか、そのプログラムを閉じてから、もう一度実行してください。</translation>
    </message>
    <message>
      <source>{free} are free in {folder}</source>
      <translation>{folder} の空きは {free}</translation>
    </message>
    <message>
      <source>The disk is full: {path} could not be written ({room}); free some space and run again.</source>
      <translation>ディスクがいっぱいです: {path} に書き込めませんでした ({room})。空き容量を増やして、もう一度実行してください。</translation>
    </message>
    <message>
      <source>The output {path} is a folder; give a file name.</source>
      <translation>出力 {path} はフォルダです。ファイル名を指定してください。</translation>
    </message>
    <message>
      <source>The output folder {folder} does not exist; create it or choose another one.</source>
      <translation>出力フォルダ {folder} がありません。作成するか、別のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>The output {folder} is a file; choose a folder.</source>
      <translation>出力 {folder} はファイルです。フォルダを選んでください。</translation>
    </message>
    <message>
      <source>The name of the output is too long for its disk; choose a shorter one than {name}.</source>
      <translation>出力の名前がこのディスクには長すぎます。{name} より短い名前を選んでください。</translation>
    </message>
    <message>
      <source>{needed} are needed and {room}</source>
      <translation>{needed} 必要です。{room}</translation>
    </message>
    <message>
      <source>The output folder {folder} is not writable ({reason}); choose another one.</source>
      <translation>出力フォルダ {folder} に書き込めません ({reason})。別のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>{path} does not exist; check the parameter {name}.</source>
      <translation>{path} がありません。パラメータ {name} を確認してください。</translation>
    </message>
    <message>
      <source>Two outputs have the name {path}; give them different ones.</source>
      <translation>2 つの出力が同じ名前 {path} です。別々の名前を指定してください。</translation>
    </message>
    <message>
      <source>no reason given</source>
      <translation>理由は示されていません</translation>
    </message>
    <message>
      <source>process {number} on {computer}</source>
      <translation>{computer} のプロセス {number}</translation>
    </message>
    <message>
      <source>The output {output} is being written by another run ({who}); wait until that has ended, or choose another name.</source>
      <translation>出力 {output} は別の実行 ({who}) が書き込み中です。それが終わるまで待つか、別の名前を選んでください。</translation>
    </message>
    <message>
      <source>another process</source>
      <translation>別のプロセス</translation>
    </message>
    <message>
      <source>The server does not give {address} (HTTP {number} {reason}); check the address.</source>
      <translation>サーバが {address} を返しません (HTTP {number} {reason})。アドレスを確認してください。</translation>
    </message>
    <message>
      <source>{address} ({size} bytes, SHA-256 {found}) is not what was expected (SHA-256 {wanted}); get it again, or correct what is expected.</source>
      <translation>{address} ({size} バイト、SHA-256 {found}) は、期待したもの (SHA-256 {wanted}) ではありません。取得し直すか、期待する値を訂正してください。</translation>
    </message>
    <message>
      <source>The address {address} is not supported; it must begin with https://.</source>
      <translation>アドレス {address} からは取得しません。https:// で始まるアドレスでなければなりません。</translation>
    </message>
    <message>
      <source>{address} needs {length:.0f} MB more and the disk of {parent} has {free:.0f} MB left; free some space or choose another folder.</source>
      <translation>{address} にはあと {length:.0f} MB 必要ですが、{parent} のディスクの空きは {free:.0f} MB です。空き容量を増やすか、別のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>{path} cannot be read ({reason}).</source>
      <translation>{path} を読めません ({reason})。</translation>
    </message>
    <message>
      <source>{address} cannot be reached ({reason}); check the address, the connection and the proxy.</source>
      <translation>{address} に接続できません ({reason})。アドレス、接続、プロキシを確認してください。</translation>
    </message>
    <message>
      <source>{sha256} is no SHA-256; that has 64 digits, 0 to 9 and a to f.</source>
      <translation>{sha256} は SHA-256 ではありません。SHA-256 は 0 から 9 と a から f の 64 桁です。</translation>
    </message>
    <message>
      <source>The connection to {address} was cut ({cut}); {size:.0f} MB have arrived, run again to continue from there.</source>
      <translation>{address} との接続が切れました ({cut})。{size:.0f} MB は届いています。もう一度実行すると、そこから続けます。</translation>
    </message>
    <message>
      <source>{first} minus {second}: median {offset:+.2f} m (1 sigma: {offset_sigma:.2f} m), NMAD {nmad:.2f} m, {normalised:.1f} times what their errors predict, {cells} cells.</source>
      <translation>{first} − {second}: 中央値 {offset:+.2f} m (1σ: {offset_sigma:.2f} m)、NMAD {nmad:.2f} m (予測誤差の {normalised:.1f} 倍)、{cells} セル。</translation>
    </message>
    <message>
      <source>{name} has no cell in common with the others, so its offset is unknown.</source>
      <translation>{name} には他の標高と共通のセルがないため、オフセットは不明です。</translation>
    </message>
    <message>
      <source>{first} minus {second} is {offset:+.2f} m: seams will show; find the cause, or merge with the offsets removed.</source>
      <translation>{first} − {second} は {offset:+.2f} m です: 継ぎ目が見えます。原因を調べるか、オフセットを除去して統合してください。</translation>
    </message>
    <message>
      <source>Offsets removed: {shifts}.</source>
      <translation>共通の水準にそろえました: {shifts}。</translation>
    </message>
    <message>
      <source>None of the elevation rasters has a height with an error; give rasters that have.</source>
      <translation>どの標高ラスタにも、誤差をもつ標高がありません。誤差をもつラスタを指定してください。</translation>
    </message>
    <message>
      <source>the common grid</source>
      <translation>共通のグリッド</translation>
    </message>
    <message>
      <source>{count} elevation rasters are too many; merge at most {most} at a time.</source>
      <translation>標高ラスタが {count} 個あり、多すぎます。一度に統合できるのは {most} 個までです。</translation>
    </message>
    <message>
      <source>{what} is not on the grid of {path}; give both lists in the same order.</source>
      <translation>{what} は {path} と同じグリッドではありません。両方のリストを同じ順序で指定してください。</translation>
    </message>
    <message>
      <source>{what} was not made with {path}; give both in the same order.</source>
      <translation>{what} は {path} と一緒に作られたものではありません。両方を同じ順序で指定してください。</translation>
    </message>
    <message>
      <source>The mask {path} has no code named {measured}; give the one made with the elevation.</source>
      <translation>マスク {path} に {measured} という名前のコードがありません。標高と一緒に作られたものを指定してください。</translation>
    </message>
    <message>
      <source>One of the elevation rasters lies outside the area of the coordinate system; choose another one.</source>
      <translation>標高ラスタの 1 つは、その座標系で表せる範囲にありません。別の座標系を選んでください。</translation>
    </message>
    <message>
      <source>error rasters</source>
      <translation>誤差ラスタ</translation>
    </message>
    <message>
      <source>masks</source>
      <translation>マスク</translation>
    </message>
    <message>
      <source>There are {count} elevation rasters but {others} {name}; give one for each, in the same order.</source>
      <translation>標高ラスタは {count} 個ですが、{name}は {others} 個です。同じ順序で 1 つずつ指定してください。</translation>
    </message>
    <message>
      <source>The elevation raster {path} is given twice; give it once.</source>
      <translation>標高ラスタ {path} が 2 回指定されています。1 回だけ指定してください。</translation>
    </message>
    <message>
      <source>{what} holds heights of {datum}, and {path} holds heights of {other_datum}; convert them to one vertical datum first.</source>
      <translation>{what} は {datum} の高さで、{path} は {other_datum} の高さです。先に 1 つの鉛直基準に変換してください。</translation>
    </message>
    <message>
      <source>{what} overlaps none of the others; give rasters of overlapping areas.</source>
      <translation>{what} は他のどれとも重なりません。共通の地域をもつラスタを指定してください。</translation>
    </message>
    <message>
      <source>One of the masks</source>
      <translation>マスクの一つ</translation>
    </message>
    <message>
      <source>an unknown vertical datum</source>
      <translation>不明な鉛直基準</translation>
    </message>
    <message>
      <source>The image has no outline on the ground; its ranges do not reach its reference height.</source>
      <translation>画像の地上での輪郭が求まりません。レンジが基準の高さに届きません。</translation>
    </message>
    <message>
      <source>write its amplitude as a raster of one band, or its real and imaginary parts as two bands named real and imaginary</source>
      <translation>振幅を 1 バンドのラスタとして、または実部と虚部を real と imaginary という名前の 2 バンドとして書き出してください</translation>
    </message>
    <message>
      <source>The image has {count} bands without names, of which none is known to be the amplitude; {advice}: {path}.</source>
      <translation>画像には名前のないバンドが {count} 個あり、どれが振幅か分かりません。{advice}: {path}。</translation>
    </message>
    <message>
      <source>The image has negative values in {share:.1f} % of its pixels, so that it is no amplitude; {advice}. If it is in decibels, set the unit of its band to dB: {path}.</source>
      <translation>画像の {share:.1f} % の画素が負の値なので、振幅ではありません。{advice}。デシベルの場合はバンドの単位を dB に設定してください: {path}。</translation>
    </message>
    <message>
      <source>The image is a phase, not an amplitude; {advice}: {path}.</source>
      <translation>画像は振幅ではなく位相です。{advice}: {path}。</translation>
    </message>
    <message>
      <source>The image has {count} bands ({names}), of which none is known to be the amplitude; {advice}: {path}.</source>
      <translation>画像には {count} 個のバンド ({names}) があり、どれが振幅か分かりません。{advice}: {path}。</translation>
    </message>
    <message>
      <source>The image is only one part of complex numbers ({name}); {advice}: {path}.</source>
      <translation>画像は複素数の一方の成分 ({name}) だけです。{advice}: {path}。</translation>
    </message>
    <message>
      <source>Bands {real} and {imaginary} are real and imaginary parts; their magnitude is used: {path}.</source>
      <translation>バンド {real} と {imaginary} は実部と虚部です。その絶対値を使います: {path}。</translation>
    </message>
    <message>
      <source>The undeclared value {value:g} is no amplitude; it is used as no data: {path}.</source>
      <translation>宣言されていない値 {value:g} は振幅ではありません。データなしとして扱います: {path}。</translation>
    </message>
    <message>
      <source>The image is in decibels; it is converted to amplitude: {path}.</source>
      <translation>画像はデシベル値です。振幅に変換します: {path}。</translation>
    </message>
    <message>
      <source>The image is an intensity; its square root is used as amplitude: {path}.</source>
      <translation>画像は強度です。その平方根を振幅として使います: {path}。</translation>
    </message>
    <message>
      <source>The image {path} could not be read ({reason}); import it again.</source>
      <translation>画像 {path} を読めませんでした ({reason})。インポートし直してください。</translation>
    </message>
    <message>
      <source>The image {path} does not exist or is not a file; choose an imported SAR image.</source>
      <translation>画像 {path} がないか、ファイルではありません。インポートした SAR 画像を選んでください。</translation>
    </message>
    <message>
      <source>{path} has no SAR geometry beside it ({name}); import the SAR product first and use the imported image.</source>
      <translation>{path} と同じフォルダに SAR ジオメトリ ({name}) がありません。先に SAR プロダクトをインポートし、その画像を使ってください。</translation>
    </message>
    <message>
      <source>The image {path} has {rows} lines of {columns} samples, but {name} describes {lines} lines of {samples}; import the product again.</source>
      <translation>画像 {path} は {rows} ライン × {columns} サンプルですが、{name} は {lines} ライン × {samples} サンプルとしています。プロダクトをインポートし直してください。</translation>
    </message>
    <message>
      <source>The image {path} could not be opened ({reason}); import the product again.</source>
      <translation>画像 {path} を開けませんでした ({reason})。プロダクトをインポートし直してください。</translation>
    </message>
    <message>
      <source>{path} names no correspondence raster; choose it, or compute the elevation again with the output Correspondence.</source>
      <translation>{path} には対応点ラスタの記録がありません。対応点ラスタを選択するか、出力「対応点」を指定して標高をもう一度計算してください。</translation>
    </message>
    <message>
      <source>The correspondence raster {path} is missing; choose where it is now, or compute the elevation again.</source>
      <translation>対応点ラスタ {path} がありません。現在の場所を選ぶか、標高を再計算してください。</translation>
    </message>
    <message>
      <source>{path} does not fit its {name} image {value}, which has changed since; run createpatches and matchpatches again.</source>
      <translation>{path} はその{name} {value} に合いません。画像がその後に変わっています。createpatches と matchpatches をもう一度実行してください。</translation>
    </message>
    <message>
      <source>The reference image does not show this place; click inside of both images.</source>
      <translation>主画像にはこの場所が写っていません。両方の画像の範囲内をクリックしてください。</translation>
    </message>
    <message>
      <source>{path} could not be read ({reason}).</source>
      <translation>{path} を読み込めませんでした ({reason})。</translation>
    </message>
    <message>
      <source>The Python package {name} is missing from the engine's package folder; set up the engine again (sar_radargrammetry:setupengine), or name another folder in SAR_RADARGRAMMETRY_PACKAGES.</source>
      <translation>Python パッケージ {name} がエンジンのパッケージフォルダにありません。エンジンを設定し直す (sar_radargrammetry:setupengine) か、SAR_RADARGRAMMETRY_PACKAGES で別のフォルダを指定してください。</translation>
    </message>
    <message>
      <source>There is no job {name}; known are {jobs}.</source>
      <translation>ジョブ {name} はありません。使えるのは {jobs} です。</translation>
    </message>
    <message>
      <source>The Python interpreter {interpreter} has no GDAL; name the one that QGIS uses in SAR_RADARGRAMMETRY_PYTHON, on Debian /usr/bin/python3.</source>
      <translation>Python インタプリタ {interpreter} に GDAL がありません。QGIS が使うもの (Debian では /usr/bin/python3) を SAR_RADARGRAMMETRY_PYTHON で指定してください。</translation>
    </message>
    <message>
      <source>{row}</source>
      <translation>{row}</translation>
    </message>
    <message>
      <source>The reference surface model</source>
      <translation>参照 DSM</translation>
    </message>
    <message>
      <source>The last pixel of the image lies at longitude {longitude:.4f}, latitude {latitude:.4f} degrees.</source>
      <translation>画像の最後の画素は経度 {longitude:.4f}、緯度 {latitude:.4f} 度にあります。</translation>
    </message>
    <message>
      <source>Versions: {versions}.</source>
      <translation>バージョン: {versions}。</translation>
    </message>
    <message>
      <source>Computes on {device}, {threads} threads; graphics cards: {cards}.</source>
      <translation>{device} で計算します。スレッド数 {threads}、グラフィックカード: {cards}。</translation>
    </message>
    <message>
      <source>A simulated pair of {size:.0f} m was matched with compact in {seconds:.0f} s: the error of the elevation is {nmad:.2f} m (NMAD), {completeness:.0f} % were measured.</source>
      <translation>{size:.0f} m のシミュレーションのペアを compact で {seconds:.0f} s でマッチングしました: 標高の誤差は {nmad:.2f} m (NMAD)、測定できた割合は {completeness:.0f} % です。</translation>
    </message>
    <message>
      <source>The engine runs, but measures the simulated pair to {nmad:.2f} m and {completeness:.0f} % only; set it up again, and report it if that does not help.</source>
      <translation>エンジンは動作しますが、シミュレーションのペアの測定結果が {nmad:.2f} m、{completeness:.0f} % にとどまります。エンジンを設定し直し、それでも直らなければ報告してください。</translation>
    </message>
    <message>
      <source>none</source>
      <translation>なし</translation>
    </message>
    <message>
      <source>The library {name} does not load ({reason}); set up the engine again.</source>
      <translation>ライブラリ {name} を読み込めません ({reason})。エンジンを設定し直してください。</translation>
    </message>
    <message>
      <source>{train} samples to train on and {validation} to validate on.</source>
      <translation>学習用のサンプル {train} 個、検証用のサンプル {validation} 個。</translation>
    </message>
    <message>
      <source>as stated</source>
      <translation>指定どおり</translation>
    </message>
    <message>
      <source>by the residuals of the matches across the epipolar curve; with learned matchers this is an upper limit</source>
      <translation>エピポーラ曲線に直交する対応点の残差による、学習済みマッチング手法では上限</translation>
    </message>
    <message>
      <source>{count} of {total} areas have heights; the median standard error of their means is {median:.2f} m.</source>
      <translation>{total} 領域のうち {count} 領域に標高があります。平均の標準誤差の中央値は {median:.2f} m です。</translation>
    </message>
    <message>
      <source>The errors are correlated over {length:.1f} m {source}.</source>
      <translation>誤差の相関長は {length:.1f} m です({source})。</translation>
    </message>
    <message>
      <source>The error raster holds the errors of matching only. Errors of the navigation are the same for whole areas and come on top of the standard errors.</source>
      <translation>誤差ラスタにはマッチングの誤差だけが入っています。航法の誤差は領域全体に共通で、標準誤差に加わります。</translation>
    </message>
    <message>
      <source>No polygon of {path} has a cell with a height and an error; give polygons of the same area.</source>
      <translation>{path} のどのポリゴンにも、標高と誤差のあるセルがありません。同じ地域のポリゴンを指定してください。</translation>
    </message>
    <message>
      <source>The difference raster</source>
      <translation>差ラスタ</translation>
    </message>
    <message>
      <source>The errors are correlated over {length:.1f} m by the differences from the reference, and their standard deviation is {factor:.2f} times the predicted one; the standard errors take both into account.</source>
      <translation>参照との差によれば、誤差の相関長は {length:.1f} m、標準偏差は予測の {factor:.2f} 倍です。標準誤差は両方を考慮しています。</translation>
    </message>
    <message>
      <source>The difference raster {path} has too few values to estimate the correlation of the errors; give CORRELATION_LENGTH instead.</source>
      <translation>差ラスタ {path} の値が少なすぎて誤差の相関を推定できません。代わりに CORRELATION_LENGTH を指定してください。</translation>
    </message>
    <message>
      <source>The error raster {path} does not state how far its errors are correlated; give DIFFERENCE or CORRELATION_LENGTH.</source>
      <translation>誤差ラスタ {path} には、誤差がどこまで相関するかが書かれていません。DIFFERENCE または CORRELATION_LENGTH を指定してください。</translation>
    </message>
    <message>
      <source>The elevation {path} does not cover the ground that the images show; give one of the same area.</source>
      <translation>標高 {path} は画像に写っている地表を覆っていません。同じ地域のものを指定してください。</translation>
    </message>
    <message>
      <source>The track {path} does not pass the elevation on its {side} side; check its times and positions, and the look side.</source>
      <translation>航跡 {path} の{side}側に標高の範囲がありません。時刻と位置、観測方向を確認してください。</translation>
    </message>
    <message>
      <source>From the track {path} the elevation lies at look angles of {lowest:.1f} to {highest:.1f} degrees, outside the swath of {low:g} to {high:g} degrees; change the look angles or the track.</source>
      <translation>航跡 {path} から見た標高のオフナディア角は {lowest:.1f} から {highest:.1f} 度で、{low:g} から {high:g} 度の観測幅の外です。オフナディア角または航跡を変えてください。</translation>
    </message>
    <message>
      <source>{path} holds no weights of the matchers {learned}; choose another file.</source>
      <translation>{path} には手法 {learned} の重みが含まれていません。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The weights file {path} does not exist; choose an existing one.</source>
      <translation>重みファイル {path} がありません。既存のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The weights file {path} is of the matcher {matcher}, which is not compared; add it.</source>
      <translation>重みファイル {path} は、比較対象に入っていない手法 {matcher} のものです。その手法を加えてください。</translation>
    </message>
    <message>
      <source>The weights file {path} cannot be read ({reason}); it is damaged or not a weights file.</source>
      <translation>重みファイル {path} を読めません ({reason})。破損しているか、重みファイルではありません。</translation>
    </message>
    <message>
      <source>The matcher {matcher} needs weights; add a file of them to the parameter weights.</source>
      <translation>手法 {matcher} には重みが必要です。パラメータ weights に重みファイルを加えてください。</translation>
    </message>
    <message>
      <source>{path} could not be read ({reason}); delete it and match again.</source>
      <translation>{path} を読み込めませんでした ({reason})。削除して、マッチングをやり直してください。</translation>
    </message>
    <message>
      <source>The correspondence raster {path} does not exist; run matchpatches first.</source>
      <translation>対応点ラスタ {path} がありません。先に matchpatches を実行してください。</translation>
    </message>
    <message>
      <source>{path} is not a correspondence raster made by matchpatches; run matchpatches and use its output.</source>
      <translation>{path} は matchpatches が作った対応点ラスタではありません。matchpatches を実行し、その出力を使ってください。</translation>
    </message>
    <message>
      <source>Only {share:.2f} % of the pixels match between {min_height:.0f} and {max_height:.0f} m; check these heights (of a DEM: unit and sign), and that both images show the same ground.</source>
      <translation>{min_height:.0f} から {max_height:.0f} m の間で対応がとれた画素は {share:.2f} % だけです。これらの高さ (DEM の場合は単位と符号) と、両画像が同じ場所であることを確認してください。</translation>
    </message>
    <message>
      <source>The GPU's memory is too small for a patch; make the patches smaller, or choose the device cpu.</source>
      <translation>GPU のメモリがパッチ 1 つに足りません。パッチを小さくするか、デバイスに cpu を選んでください。</translation>
    </message>
    <message>
      <source>The weights file {path} does not exist; choose another one.</source>
      <translation>重みファイル {path} がありません。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>{path} holds no weights of this version of the matcher {matcher}; choose another file.</source>
      <translation>{path} には手法 {matcher} のこのバージョンの重みが含まれていません。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The weights file {path} was changed since it was written; get it again.</source>
      <translation>重みファイル {path} は書き出された後に変更されています。取得し直してください。</translation>
    </message>
    <message>
      <source>The weights file {path} does not fit the matcher {matcher} ({reason}).</source>
      <translation>重みファイル {path} は手法 {matcher} に合いません ({reason})。</translation>
    </message>
    <message>
      <source>{path} holds the patches of another job; run the job again.</source>
      <translation>別の処理のパッチが入っています。もう一度実行してください: {path}</translation>
    </message>
    <message>
      <source>The folder of finished patches {path} cannot be read here ({reason}); use a folder that all workers share.</source>
      <translation>完了したパッチのフォルダをここでは読めません ({reason})。すべてのワーカーが共有するフォルダを使ってください: {path}</translation>
    </message>
    <message>
      <source>The matcher {name} takes no weights; leave them empty.</source>
      <translation>手法 {name} に重みはありません。空のままにしてください。</translation>
    </message>
    <message>
      <source>There is no matcher {name}; known are {matcher_names}.</source>
      <translation>手法 {name} はありません。使えるのは {matcher_names} です。</translation>
    </message>
    <message>
      <source>The matcher roma needs weights, which do not come with the plugin; get them with downloadweights (1.7 GB, from RoMa's authors) and name the file that it writes as the weights.</source>
      <translation>手法 roma には重みが必要ですが、プラグインには付属しません。downloadweights で RoMa の作者から取得し (1.7 GB)、書き出されたファイルを重みに指定してください。</translation>
    </message>
    <message>
      <source>These weights of roma were not calibrated on SAR images: their certainties are RoMa's own, and every match is assumed to have an error of 1.15 px; fine-tuning calibrates them.</source>
      <translation>roma のこの重みは SAR 画像で較正されていません: 確信度は RoMa 自身のもので、どの対応点の誤差も 1.15 px とみなします。ファインチューニングすると較正されます。</translation>
    </message>
    <message>
      <source>The matcher roma</source>
      <translation>手法 roma </translation>
    </message>
    <message>
      <source>choose the matcher compact</source>
      <translation>手法 compact を選んでください</translation>
    </message>
    <message>
      <source>The GPU's memory is too small for the matcher roma; choose the device cpu.</source>
      <translation>GPU のメモリが手法 roma に足りません。デバイスに cpu を選んでください。</translation>
    </message>
    <message>
      <source>The matcher roma needs the Python package {missing}; install it with: python3 -m pip install --no-deps --target "{folder}" {packages}</source>
      <translation>手法 roma には Python パッケージ {missing} が必要です。次のコマンドでインストールしてください: python3 -m pip install --no-deps --target "{folder}" {packages}</translation>
    </message>
    <message>
      <source>{path} is a checkpoint as RoMa's authors publish it; downloadweights makes one weights file of it and of the one of DINOv2.</source>
      <translation>{path} は RoMa の作者が公開しているチェックポイントです。downloadweights が、これと DINOv2 のチェックポイントから 1 つの重みファイルを作ります。</translation>
    </message>
    <message>
      <source>The checkpoint {path} does not exist; choose another one.</source>
      <translation>チェックポイント {path} がありません。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The checkpoint {path} does not hold named tensors; choose another one.</source>
      <translation>チェックポイント {path} の内容は名前付きの数値ではありません。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The checkpoint {path} cannot be read ({reason}); it is damaged, or no checkpoint of PyTorch.</source>
      <translation>チェックポイント {path} を読めません ({reason})。破損しているか、PyTorch のチェックポイントではありません。</translation>
    </message>
    <message>
      <source>{path} lacks the tensor {name}, so it belongs to another network; choose another file.</source>
      <translation>{path} に数値 {name} がないため、別のネットワークのものです。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The tensor {name} of {path} has the shape {found} instead of {wanted}, so it belongs to another network; choose another file.</source>
      <translation>{path} の数値 {name} の形状が {wanted} ではなく {found} なので、別のネットワークのものです。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>{path} has the tensor {name}, which RoMa does not have; choose another file.</source>
      <translation>{path} には RoMa にない数値 {name} が含まれています。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>{what} needs {needed:.1f} GB of memory and the limit in the settings is {limit}; raise it, or {otherwise}.</source>
      <translation>{what}には {needed:.1f} GB のメモリが必要ですが、設定の上限は {limit} です。上限を上げるか、{otherwise}。</translation>
    </message>
    <message>
      <source>{what} needs {needed:.1f} GB of memory and {free:.1f} GB are free; close other programs, or {otherwise}.</source>
      <translation>{what}には {needed:.1f} GB のメモリが必要ですが、空きは {free:.1f} GB です。他のプログラムを閉じるか、{otherwise}。</translation>
    </message>
    <message>
      <source>There are no images; give a list of images or a folder.</source>
      <translation>画像がありません。画像のリストかフォルダを指定してください。</translation>
    </message>
    <message>
      <source>The smallest intersection angle {low:g} degrees is not below the largest {high:g} degrees; correct them.</source>
      <translation>最小の交会角 {low:g} 度が最大の交会角 {high:g} 度より小さくありません。修正してください。</translation>
    </message>
    <message>
      <source>The parameter {name} is {value}; it must be {wanted}.</source>
      <translation>パラメータ {name} は {value} ですが、{wanted} でなければなりません。</translation>
    </message>
    <message>
      <source>Unknown parameter {name}; known are {known}.</source>
      <translation>不明なパラメータ {name} です。使えるのは {known} です。</translation>
    </message>
    <message>
      <source>true or false</source>
      <translation>true または false</translation>
    </message>
    <message>
      <source>a whole number</source>
      <translation>整数</translation>
    </message>
    <message>
      <source>a finite number</source>
      <translation>有限の数</translation>
    </message>
    <message>
      <source>a text</source>
      <translation>文字列</translation>
    </message>
    <message>
      <source>between {low:g} and {high:g}</source>
      <translation>{low:g} から {high:g} まで</translation>
    </message>
    <message>
      <source>greater than {low:g} and at most {high:g}</source>
      <translation>{low:g} より大きく {high:g} 以下</translation>
    </message>
    <message>
      <source>greater than {low:g}</source>
      <translation>{low:g} より大きい値</translation>
    </message>
    <message>
      <source>at least {low:g}</source>
      <translation>{low:g} 以上</translation>
    </message>
    <message>
      <source>at most {high:g}</source>
      <translation>{high:g} 以下</translation>
    </message>
    <message>
      <source>The parameter {name} needs {count} values or more.</source>
      <translation>パラメータ {name} には {count} 個以上の値が必要です。</translation>
    </message>
    <message>
      <source>The parameter {name} is empty.</source>
      <translation>パラメータ {name} が空です。</translation>
    </message>
    <message>
      <source>The parameter {name} is missing: {help}</source>
      <translation>パラメータ {name} がありません: {help}</translation>
    </message>
    <message>
      <source>a list</source>
      <translation>リスト</translation>
    </message>
    <message>
      <source>one of {choices}</source>
      <translation>次のいずれか: {choices}</translation>
    </message>
    <message>
      <source>The output {path} must end in {endings}; choose such a name.</source>
      <translation>出力 {path} の拡張子は {endings} でなければなりません。そのような名前を選んでください。</translation>
    </message>
    <message>
      <source>Both a part of the map and a part of the image are given; leave one of the two empty.</source>
      <translation>地図上の範囲と画像上の範囲の両方が指定されています。どちらかを空欄にしてください。</translation>
    </message>
    <message>
      <source>The parameter line_interval is zero; give the time from line to line in seconds.</source>
      <translation>パラメータ line_interval が 0 です。ラインからラインまでの時間を秒で指定してください。</translation>
    </message>
    <message>
      <source>The smallest look angle {low:g} is not below the largest {high:g}; exchange or correct them.</source>
      <translation>最小オフナディア角 {low:g} が最大オフナディア角 {high:g} より小さくありません。入れ替えるか修正してください。</translation>
    </message>
    <message>
      <source>There is no {role}; give an image, or the table of a track.</source>
      <translation>{role} がありません。画像、または航跡の表を指定してください。</translation>
    </message>
    <message>
      <source>Both an image and a track are given as the {role}; leave one of the two empty.</source>
      <translation>{role} として画像と航跡の両方が指定されています。どちらかを空にしてください。</translation>
    </message>
    <message>
      <source>The lowest height {low:g} m is not below the highest height {high:g} m; exchange or correct them.</source>
      <translation>高さの下限 {low:g} m が上限 {high:g} m より低くありません。入れ替えるか修正してください。</translation>
    </message>
    <message>
      <source>The overlap {overlap} px is not less than half the patch size {size} px; choose a smaller overlap.</source>
      <translation>重複幅 {overlap} px がパッチサイズ {size} px の半分以上です。重複幅を小さくしてください。</translation>
    </message>
    <message>
      <source>There is nothing to compare with; give a reference surface model or check points.</source>
      <translation>比較の対象がありません。参照 DSM または検証点を指定してください。</translation>
    </message>
    <message>
      <source>Co-registration needs a reference surface model; give one, or compare without it.</source>
      <translation>位置合わせには参照 DSM が必要です。指定するか、位置合わせなしで比較してください。</translation>
    </message>
    <message>
      <source>The certainty raster needs a reference surface model and the error raster; give both, or leave it out.</source>
      <translation>確信度ラスタには参照 DSM と誤差ラスタが必要です。両方を指定するか、省いてください。</translation>
    </message>
    <message>
      <source>The difference raster needs a reference surface model; give one, or skip that output.</source>
      <translation>差分ラスタには参照 DSM が必要です。指定するか、この出力を省いてください。</translation>
    </message>
    <message>
      <source>The layer of checked points needs check points; give some, or skip that output.</source>
      <translation>検証済みの点のレイヤには検証点が必要です。指定するか、この出力を省いてください。</translation>
    </message>
    <message>
      <source>Only one of longitude and latitude is given; give both, or neither.</source>
      <translation>経度と緯度の一方だけが指定されています。両方を指定するか、どちらも空にしてください。</translation>
    </message>
    <message>
      <source>The matcher {matcher} has no encoder to freeze; train all of it, or choose the matcher roma.</source>
      <translation>手法 {matcher} に固定できるエンコーダはありません。全体を学習するか、手法 roma を選んでください。</translation>
    </message>
    <message>
      <source>The parameter side is {side}; it must be a multiple of {cell}.</source>
      <translation>パラメータ side は {side} ですが、{cell} の倍数でなければなりません。</translation>
    </message>
    <message>
      <source>The images do not correlate at any height between {low:.0f} and {high:.0f} m; check that they show the same ground, or give the height range or a DEM.</source>
      <translation>画像は {low:.0f} から {high:.0f} m のどの高さでも相関しません。同じ場所であることを確認するか、高さの範囲か DEM を指定してください。</translation>
    </message>
    <message>
      <source>The height range is inverted: the minimum {low:.0f} m is not below the maximum {high:.0f} m; swap them.</source>
      <translation>高さの範囲が逆です: 最小値 {low:.0f} m が最大値 {high:.0f} m より低くありません。入れ替えてください。</translation>
    </message>
    <message>
      <source>The height range {low:.0f} to {high:.0f} m does not contain the terrain: the DEM has heights from {lowest:.0f} to {highest:.0f} m; correct the range or leave it to the DEM.</source>
      <translation>高さの範囲 {low:.0f} から {high:.0f} m は地形を含みません: DEM の高さは {lowest:.0f} から {highest:.0f} m です。範囲を訂正するか、DEM に任せてください。</translation>
    </message>
    <message>
      <source>The patches file {path} does not exist; run createpatches first.</source>
      <translation>パッチファイル {path} がありません。先に createpatches を実行してください。</translation>
    </message>
    <message>
      <source>{path} holds no patch; run createpatches on images that overlap.</source>
      <translation>{path} にパッチがありません。重なる画像で createpatches を実行してください。</translation>
    </message>
    <message>
      <source>{path} is not a patches file made by createpatches; run createpatches and use its output.</source>
      <translation>{path} は createpatches が作ったパッチファイルではありません。createpatches を実行し、その出力を使ってください。</translation>
    </message>
    <message>
      <source>The images share no ground with data between {min_height:.0f} and {max_height:.0f} m above the ellipsoid; check that both images show the same area and that the height range holds the terrain.</source>
      <translation>楕円体高 {min_height:.0f} から {max_height:.0f} m の間に、両画像にデータのある共通の地表がありません。両画像が同じ地域であることと、高さの範囲が地形を含むことを確認してください。</translation>
    </message>
    <message>
      <source>The image's ranges are too short to reach the ground; check its geometry.</source>
      <translation>画像のレンジが短すぎて地表に届きません。ジオメトリを確認してください。</translation>
    </message>
    <message>
      <source>Pairs to match: {count} of {all}.</source>
      <translation>マッチングするペア: {all} 組中 {count} 組。</translation>
    </message>
    <message>
      <source>There is only one image; give two images or more of the same ground.</source>
      <translation>画像が 1 枚しかありません。同じ地表の画像を 2 枚以上指定してください。</translation>
    </message>
    <message>
      <source>None of the {count} pairs of the images is worth matching. The best one, {reference} and {secondary}: {reason}</source>
      <translation>画像の {count} 組のペアのうち、マッチングに適したものはありません。最良のペア {reference} と {secondary}: {reason}</translation>
    </message>
    <message>
      <source>No pair of these images is matched: {names}.</source>
      <translation>次の画像を含むペアはマッチングされません: {names}。</translation>
    </message>
    <message>
      <source>The tracks were not refined together: the pairs fit each other.</source>
      <translation>全航跡をまとめた補正は行いませんでした: ペアは互いに合っています。</translation>
    </message>
    <message>
      <source>Elevation of {name}.</source>
      <translation>{name} の標高。</translation>
    </message>
    <message>
      <source>The folder of images {path} does not exist.</source>
      <translation>画像のフォルダ {path} が存在しません。</translation>
    </message>
    <message>
      <source>The folder {path} holds no imported image; import the SAR products into it first.</source>
      <translation>フォルダ {path} にインポート済みの画像がありません。先に SAR プロダクトをこのフォルダにインポートしてください。</translation>
    </message>
    <message>
      <source>The tracks were not refined together: {reason}</source>
      <translation>全航跡をまとめた補正は行いませんでした: {reason}</translation>
    </message>
    <message>
      <source>{reference} + {secondary} gave no matches: {reason}</source>
      <translation>{reference} + {secondary} から対応点が得られませんでした: {reason}</translation>
    </message>
    <message>
      <source>matching failed: {reason}</source>
      <translation>マッチングに失敗しました: {reason}</translation>
    </message>
    <message>
      <source>Pair {name}.</source>
      <translation>ペア {name}。</translation>
    </message>
    <message>
      <source>Pair {name} was matched before.</source>
      <translation>ペア {name} は前回までにマッチング済みです。</translation>
    </message>
    <message>
      <source>{label}: PCK@1 {pck1:.1f} %, PCK@3 {pck3:.1f} %, NMAD {nmad:.2f} m, under 2 m {under:.1f} %, matching {seconds:.0f} s.</source>
      <translation>{label}: PCK@1 {pck1:.1f} %、PCK@3 {pck3:.1f} %、NMAD {nmad:.2f} m、2 m 未満 {under:.1f} %、マッチング {seconds:.0f} s。</translation>
    </message>
    <message>
      <source>{count} of {total} matchers were finished before.</source>
      <translation>{total} 個の手法のうち {count} 個は前回までに終わっています。</translation>
    </message>
    <message>
      <source>The reference surface model {reference_dsm} shows no ground that both images see; check that it is of the same area and that its heights count from the WGS-84 ellipsoid.</source>
      <translation>参照 DSM {reference_dsm} には、両画像に写る地表がありません。同じ地域で、高さが WGS 84 楕円体からのものであることを確認してください。</translation>
    </message>
    <message>
      <source>{label}: no elevation.</source>
      <translation>{label}: 標高なし。</translation>
    </message>
    <message>
      <source>Matcher {label}.</source>
      <translation>手法 {label}。</translation>
    </message>
    <message>
      <source>The matcher {label} gave no elevation: {reason}</source>
      <translation>手法 {label} では標高が得られませんでした: {reason}</translation>
    </message>
    <message>
      <source>The folder {path} holds a comparison of other inputs, parameters or versions of the plugin; choose another one or delete it.</source>
      <translation>フォルダ {path} には、別の入力、パラメータ、またはプラグインの別のバージョンでの比較が入っています。別のフォルダを選ぶか、削除してください。</translation>
    </message>
    <message>
      <source>The folder {path} is not empty and holds no comparison; choose an empty folder.</source>
      <translation>フォルダ {path} は空ではなく、比較も入っていません。空のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>The weights are ready; choose the matcher roma and this file as its weights.</source>
      <translation>重みの準備ができました。手法に roma、重みにこのファイルを選んでください。</translation>
    </message>
    <message>
      <source>Fetching {source} ...</source>
      <translation>{source} を取得しています ...</translation>
    </message>
    <message>
      <source>These weights belong to their authors: RoMa, {roma}; DINOv2, {dinov2}; read the licences, then accept them (ACCEPT_LICENCE).</source>
      <translation>これらの重みは当プラグインではなく作者のものです: RoMa {roma}、DINOv2 {dinov2}。ライセンスを読んでから同意してください (ACCEPT_LICENCE)。</translation>
    </message>
    <message>
      <source>{name}: {licence}, accepted.</source>
      <translation>{name}: {licence}、同意済み。</translation>
    </message>
    <message>
      <source>{source}: {bytes} bytes, SHA-256 {sha256}, {compared}.</source>
      <translation>{source}: {bytes} バイト、SHA-256 {sha256}、{compared}。</translation>
    </message>
    <message>
      <source>The checkpoint {path} does not exist; give a file, or an address with https://.</source>
      <translation>チェックポイント {path} がありません。ファイルか、https:// で始まるアドレスを指定してください。</translation>
    </message>
    <message>
      <source>as expected</source>
      <translation>一致</translation>
    </message>
    <message>
      <source>not compared</source>
      <translation>照合なし</translation>
    </message>
    <message>
      <source>{hours:.1f} hours</source>
      <translation>{hours:.1f} 時間</translation>
    </message>
    <message>
      <source>{count} patches are expected to take about {duration} on this processor.</source>
      <translation>このプロセッサでは、{count} 個のパッチに約 {duration} かかる見込みです。</translation>
    </message>
    <message>
      <source>The first patch took {duration} {where}; the other {count} will take about {rest}.</source>
      <translation>最初のパッチには{where} {duration} かかりました。残り {count} 個には約 {rest} かかります。</translation>
    </message>
    <message>
      <source>Elevation is expected to take about {whole} and {memory:.1f} GB of memory on this processor: matching {matching}, the rest {rest}. The time is corrected after the first patch.</source>
      <translation>このプロセッサでは、標高の作成に約 {whole}、メモリ {memory:.1f} GB が必要と予想されます (マッチング {matching}、残りの処理 {rest})。時間は最初のパッチの後に修正されます。</translation>
    </message>
    <message>
      <source>{seconds:.0f} s</source>
      <translation>{seconds:.0f} 秒</translation>
    </message>
    <message>
      <source>{minutes:.0f} minutes</source>
      <translation>{minutes:.0f} 分</translation>
    </message>
    <message>
      <source>About {left} left.</source>
      <translation>残り約 {left} です。</translation>
    </message>
    <message>
      <source>on the GPU</source>
      <translation>GPU で</translation>
    </message>
    <message>
      <source>on this processor</source>
      <translation>このプロセッサで</translation>
    </message>
    <message>
      <source>{name}: {sensor}.</source>
      <translation>{name}: {sensor}。</translation>
    </message>
    <message>
      <source>Importing lines {line} to {last_line}, samples {sample} to {last_sample}.</source>
      <translation>ライン {line} から {last_line}、サンプル {sample} から {last_sample} をインポートします。</translation>
    </message>
    <message>
      <source>The table of times and ranges of {name} deviates from the product's geometry by up to {miss:.2f} pixels. Heights are wrong accordingly: choose the product as delivered, or its image in slant range.</source>
      <translation>{name} の時刻とレンジの表は、プロダクトのジオメトリから最大 {miss:.2f} 画素ずれています。高さもその分誤ったものになります: 配布されたままのプロダクトか、スラントレンジの画像を選んでください。</translation>
    </message>
    <message>
      <source>Matched both ways: {share:.1f} % of the patches' pixels.</source>
      <translation>双方向で対応がとれた画素: パッチの {share:.1f} %。</translation>
    </message>
    <message>
      <source>{count} of {total} patches show the area.</source>
      <translation>{total} 個のパッチのうち {count} 個が対象範囲を写しています。</translation>
    </message>
    <message>
      <source>Errors of matches: {scale:.2f} times what the matcher predicts (median), by the differences of {count} matches there and back and their deviations across the epipolar curve.</source>
      <translation>マッチングの誤差: マッチング手法の予測の {scale:.2f} 倍(中央値)。{count} 個の対応点の往復の差と、エピポーラ曲線に直交する方向のずれから求めました。</translation>
    </message>
    <message>
      <source>{count} processes match the patches.</source>
      <translation>{count} 個のプロセスがパッチをマッチングします。</translation>
    </message>
    <message>
      <source>The unfinished patches in {path} are not used: inputs, parameters or the version of the plugin are others.</source>
      <translation>{path} にある未完成のパッチは使いません。入力、パラメータ、またはプラグインのバージョンが異なります。</translation>
    </message>
    <message>
      <source>All patches were matched before.</source>
      <translation>すべてのパッチは前回までにマッチング済みです。</translation>
    </message>
    <message>
      <source>{count} of {total} patches were finished before.</source>
      <translation>{total} 個のパッチのうち {count} 個は前回までに終わっています。</translation>
    </message>
    <message>
      <source>No patch shows the area of interest; choose a larger one.</source>
      <translation>対象範囲を写しているパッチがありません。より広い範囲を選んでください。</translation>
    </message>
    <message>
      <source>The workers of {scheduler} match the patches.</source>
      <translation>{scheduler} のワーカーがパッチをマッチングします。</translation>
    </message>
    <message>
      <source>The patches do not fit the image {path}, which has changed since; run createpatches again.</source>
      <translation>パッチは画像 {path} に合いません。画像がその後に変わっています。createpatches をもう一度実行してください。</translation>
    </message>
    <message>
      <source>{measured_share:.1f} % of the cells have a height; the most complete single elevation has {best_share:.1f} %. In {contested_share:.2f} % of the merged cells the heights disagree.</source>
      <translation>セルの {measured_share:.1f} % に標高があります。単独で最も多い標高では {best_share:.1f} % です。統合したセルの {contested_share:.2f} % で標高が食い違っています。</translation>
    </message>
    <message>
      <source>The merged grid is in degrees, as the first elevation: its cells are {width:.4g} degrees wide and {height:.4g} degrees high.</source>
      <translation>統合した格子は最初の標高と同じく度単位です。セルの幅は {width:.4g} 度、高さは {height:.4g} 度です。</translation>
    </message>
    <message>
      <source>No elevation states its vertical datum, so the merged one states none.</source>
      <translation>どの標高にも鉛直基準の記録がないため、統合した標高にも記録されません。</translation>
    </message>
    <message>
      <source>Without an elevation model, or both height limits, the whole images are read to find the heights of the area.</source>
      <translation>標高モデルも標高の上下限の両方もないため、範囲の高さを求めるのに画像全体を読み込みます。</translation>
    </message>
    <message>
      <source>Cells of {pixel_size:g} m that the image shows: {shown}; visible {visible:.1f} %, layover {layover:.1f} %, shadow {shadow:.1f} %.</source>
      <translation>画像に写っている {pixel_size:g} m のセル: {shown}。可視 {visible:.1f} %、レイオーバー {layover:.1f} %、シャドウ {shadow:.1f} %。</translation>
    </message>
    <message>
      <source>The image shows no ground of the elevation {path}; give one of the same area, and check what its heights count from.</source>
      <translation>画像は標高 {path} の地表を写していません。同じ地域のものを指定し、高さの基準を確認してください。</translation>
    </message>
    <message>
      <source>Terrain is searched between {low:.0f} and {high:.0f} m above the ellipsoid.</source>
      <translation>楕円体高 {low:.0f} から {high:.0f} m の間で地形を探します。</translation>
    </message>
    <message>
      <source>Patches with data of both images: {count}.</source>
      <translation>両画像にデータのあるパッチ: {count} 個。</translation>
    </message>
    <message>
      <source>At a height of {height:.0f} m the images show no common ground. {mistake}</source>
      <translation>高さ {height:.0f} m では、両画像に同じ地表が写りません。{mistake}</translation>
    </message>
    <message>
      <source>The track {path} takes an image of {lines} lines and {samples} samples.</source>
      <translation>航跡 {path} からは {lines} ライン、{samples} サンプルの画像が撮像されます。</translation>
    </message>
    <message>
      <source>Of the ground in both frames {both:.1f} % is visible in both images, {first:.1f} % in the reference, {second:.1f} % in the secondary.</source>
      <translation>両方の撮像範囲にある地表のうち、両方の画像で可視 {both:.1f} %、主画像で {first:.1f} %、副画像で {second:.1f} %。</translation>
    </message>
    <message>
      <source>Heights can be measured nowhere: no ground is visible in both images from two directions.</source>
      <translation>標高を計測できる場所がありません。2 つの方向から両方の画像で可視の地表がありません。</translation>
    </message>
    <message>
      <source>Median intersection angle {angle:.1f} degrees, median expected error of heights {sigma:.2f} m (1 sigma, matching only).</source>
      <translation>交会角の中央値 {angle:.1f} 度、高さの予測誤差の中央値 {sigma:.2f} m (1σ、マッチングのみ)。</translation>
    </message>
    <message>
      <source>The two images show no common ground of the elevation {path}; check tracks, look sides and look angles.</source>
      <translation>2 枚の画像は標高 {path} の同じ地表を写していません。航跡、観測方向、オフナディア角を確認してください。</translation>
    </message>
    <message>
      <source>{folder} is no folder; choose the folder that contains the products.</source>
      <translation>{folder} はフォルダではありません。プロダクトの入ったフォルダを選んでください。</translation>
    </message>
    <message>
      <source>There is no SAR product in the folder {folder}; choose another one.</source>
      <translation>フォルダ {folder} に SAR プロダクトがありません。別のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>No pixel of the image reaches the ground; its geometry is wrong or not understood.</source>
      <translation>画像のどの画素も地表に届きません。ジオメトリが誤っているか、解釈できません。</translation>
    </message>
    <message>
      <source>The reference surface model {path} does not cover the ground that both images show; give one of the same area.</source>
      <translation>参照 DSM {path} は、両画像に写る地表を覆っていません。同じ地域のものを指定してください。</translation>
    </message>
    <message>
      <source>The geometry was refined: {reason}.</source>
      <translation>ジオメトリを補正しました: {reason}。</translation>
    </message>
    <message>
      <source>The geometry was not refined: it causes epipolar residuals of only {bias:.2f} sigma of the matches or {moved:.2f} px ({across:.2f} px in total){heights}.</source>
      <translation>ジオメトリは補正しませんでした: 補正してもエピポーラ曲線に直交する方向の対応点の移動は σ の {bias:.2f} 倍、{moved:.2f} px にとどまります (全体で {across:.2f} px){heights}。</translation>
    </message>
    <message>
      <source>The geometry was not refined: {reason}</source>
      <translation>ジオメトリは補正しませんでした: {reason}</translation>
    </message>
    <message>
      <source>, and heights differ from the DEM by {offset:+.1f} m</source>
      <translation>。高さと DEM の差は {offset:+.1f} m です</translation>
    </message>
    <message>
      <source>as requested</source>
      <translation>指定どおり</translation>
    </message>
    <message>
      <source>The DEM is not used for the refinement of the geometry: {reason}</source>
      <translation>DEM はジオメトリの補正に使いません: {reason}</translation>
    </message>
    <message>
      <source>The folder {folder} holds a training set simulated from other elevation models or images, or by another version; choose another one or delete it.</source>
      <translation>フォルダ {folder} には、別の標高モデルや画像、または別のバージョンで模擬した学習データセットが入っています。別のフォルダを選ぶか、削除してください。</translation>
    </message>
    <message>
      <source>The folder {folder} holds another training set; choose another one or delete it.</source>
      <translation>フォルダ {folder} には別の学習データセットが入っています。別のフォルダを選ぶか、削除してください。</translation>
    </message>
    <message>
      <source>The folder {path} holds no elevation model ({suffixes}).</source>
      <translation>フォルダ {path} に標高モデルがありません ({suffixes})。</translation>
    </message>
    <message>
      <source>The elevation model {path} does not exist; check the list of them.</source>
      <translation>標高モデル {path} がありません。リストを確認してください。</translation>
    </message>
    <message>
      <source>The geometry error was up to {moved:.0f} px, more than the search range: matching again with the corrected geometry.</source>
      <translation>ジオメトリのずれは最大 {moved:.0f} px で、対応点の探索範囲を超えています。補正したジオメトリでもう一度マッチングします。</translation>
    </message>
    <message>
      <source>Training on {count} samples, {steps} steps of {batch} crops of {side} pixels a side, on the device {device}.</source>
      <translation>{count} 個のサンプルで学習します: {steps} ステップ、1 ステップあたり一辺 {side} 画素の切り出し {batch} 個、デバイス {device}。</translation>
    </message>
    <message>
      <source>On validation patches: median error {before_median:.2f} -&gt; {after_median:.2f} px, PCK@1 {before_pck1:.3f} -&gt; {after_pck1:.3f}, PCK@3 {before_pck3:.3f} -&gt; {after_pck3:.3f}.</source>
      <translation>検証用パッチでの結果: 誤差の中央値 {before_median:.2f} -&gt; {after_median:.2f} px、PCK@1 {before_pck1:.3f} -&gt; {after_pck1:.3f}、PCK@3 {before_pck3:.3f} -&gt; {after_pck3:.3f}。</translation>
    </message>
    <message>
      <source>Only {count} validation pixels are matched to within {distance:g} px, too few to calibrate certainty and error; train longer, or on samples more like each other.</source>
      <translation>{distance:g} px 以内に対応した検証用の画素は {count} 個だけで、確信度と誤差の較正には少なすぎます。学習を長くするか、より似通ったサンプルで学習してください。</translation>
    </message>
    <message>
      <source>The smallest patch of the training set {folder} has a side of {least} pixels; training needs {smallest_side}, so make the set with larger patches.</source>
      <translation>学習データセット {folder} の最小のパッチの一辺は {least} 画素です。学習には {smallest_side} 画素必要です。より大きなパッチで学習データセットを作ってください。</translation>
    </message>
    <message>
      <source>The training sample {path} cannot be read ({reason}); make the training set again.</source>
      <translation>学習サンプル {path} を読めません ({reason})。学習データセットを作り直してください。</translation>
    </message>
    <message>
      <source>{train} samples to train on and {validation} to validate on; {dropped} between the two were dropped, and {poor} of {planned} patches had too little truth.</source>
      <translation>学習用のサンプル {train} 個、検証用のサンプル {validation} 個。両者の間の {dropped} 個は除きました。{planned} 個のパッチのうち {poor} 個は真値が少なすぎました。</translation>
    </message>
    <message>
      <source>The training set is complete already; nothing was done.</source>
      <translation>学習データセットはすでに完成しています。何もしませんでした。</translation>
    </message>
    <message>
      <source>Elevation at {heights} cells of {pixel_size:g} m; median predicted error {median_sigma:.2f} m.</source>
      <translation>{pixel_size:g} m のセル {heights} 個に標高があります。予測誤差の中央値は {median_sigma:.2f} m です。</translation>
    </message>
    <message>
      <source>Heights from {low:.0f} to {high:.0f} m above the ellipsoid are kept, others become voids. This is the searched range of {least:.0f} to {most:.0f} m with {below:.0f} m below and {above:.0f} m above for errors of matching and of a range that was not stated.</source>
      <translation>楕円体高 {low:.0f}～{high:.0f} m の高さを残し、それ以外は欠測とします。これは探索範囲 {least:.0f}～{most:.0f} m を、マッチングの誤差と指定されていない範囲の不確かさのために下へ {below:.0f} m、上へ {above:.0f} m 広げたものです。</translation>
    </message>
    <message>
      <source>{what}: {shares}.</source>
      <translation>{what}: {shares}。</translation>
    </message>
    <message>
      <source>{share:.0f} % of the heights lie outside of the searched range and became voids; search a wider range if the terrain goes on there, or refine the geometry.</source>
      <translation>高さの {share:.0f} % が探索範囲の外にあり、欠測になりました。地形がそこまで続いている場合はより広い範囲を探索するか、ジオメトリを補正してください。</translation>
    </message>
    <message>
      <source>Cells of {pixel_size:g} m are finer than the point spacing: one point in four is farther than that from the next; {supported:g} m would lose nothing.</source>
      <translation>{pixel_size:g} m のセルは点の間隔より細かすぎます。点の 4 つに 1 つは、隣の点までの距離がそれより大きくなっています。{supported:g} m でも情報は失われません。</translation>
    </message>
    <message>
      <source>Pixels</source>
      <translation>画素</translation>
    </message>
    <message>
      <source>Cells</source>
      <translation>セル</translation>
    </message>
    <message>
      <source>{reason} {share:.1f} %</source>
      <translation>{reason} {share:.1f} %</translation>
    </message>
    <message>
      <source>The points would support cells of {supported:g} m.</source>
      <translation>点の間隔に見合うセルサイズは {supported:g} m です。</translation>
    </message>
    <message>
      <source>The weights of the matcher {matcher} differ from those of the job; install the same weights on every worker.</source>
      <translation>手法 {matcher} の重みが処理のものと異なります。すべてのワーカーに同じ重みを置いてください。</translation>
    </message>
    <message>
      <source>The surface is missing from the folder of finished patches {path}; use a folder that all workers share.</source>
      <translation>完了したパッチのフォルダに地表面がありません。すべてのワーカーが共有するフォルダを使ってください: {path}</translation>
    </message>
    <message>
      <source>{name} has version {found}, and the job was started with version {version}; install the same version on every worker.</source>
      <translation>{name} のバージョンは {found} ですが、処理はバージョン {version} で開始されました。すべてのワーカーに同じバージョンを入れてください。</translation>
    </message>
    <message>
      <source>The request must be a JSON object with the keys job and parameters.</source>
      <translation>リクエストは、キー job と parameters をもつ JSON オブジェクトでなければなりません。</translation>
    </message>
    <message>
      <source>The request's job must be a text and its parameters an object.</source>
      <translation>リクエストの job は文字列、parameters はオブジェクトでなければなりません。</translation>
    </message>
    <message>
      <source>The request is not a line of JSON.</source>
      <translation>リクエストが 1 行の JSON ではありません。</translation>
    </message>
    <message>
      <source>Finished work is kept in {folder}; the same run, started again, continues from it.</source>
      <translation>終わった分は {folder} に残してあります。同じ処理をもう一度実行すると、そこから続けます。</translation>
    </message>
    <message>
      <source>There was not enough memory for {job}; close other programs, or use more looks or smaller patches.</source>
      <translation>{job} のメモリが足りませんでした。他のプログラムを閉じるか、ルック数を増やすか、パッチを小さくしてください。</translation>
    </message>
    <message>
      <source>a library crashed</source>
      <translation>ライブラリがクラッシュしました</translation>
    </message>
    <message>
      <source>The engine was ended by signal {signal} ({reason}); close other programs, use more looks or smaller patches, and report it with the log if it happens again.</source>
      <translation>エンジンがシグナル {signal} で終了しました ({reason})。他のプログラムを閉じるか、ルック数を増やすか、パッチを小さくしてください。繰り返し起こる場合は、ログを添えて報告してください。</translation>
    </message>
    <message>
      <source>There was not enough memory for {job} within the limit of {limit}; raise the memory limit in the settings, or use more looks or smaller patches.</source>
      <translation>上限 {limit} では {job} のメモリが足りませんでした。設定でメモリの上限を上げるか、ルック数を増やすか、パッチを小さくしてください。</translation>
    </message>
    <message>
      <source>The engine ended without an answer (exit code {number}); the log shows its last words, please report them.</source>
      <translation>エンジンが応答せずに終了しました (終了コード {number})。最後の出力がログにあります。報告してください。</translation>
    </message>
    <message>
      <source>the system may have run out of memory</source>
      <translation>システムのメモリが不足した可能性があります</translation>
    </message>
    <message>
      <source>the memory limit of {limit} may be too low</source>
      <translation>メモリの上限 {limit} が低すぎる可能性があります</translation>
    </message>
    <message>
      <source>internal error in {job} ({kind}: {reason}); please report it together with the log.</source>
      <translation>{job} の内部エラー ({kind}: {reason})。ログを添えて報告してください。</translation>
    </message>
    <message>
      <source>The job was cancelled.</source>
      <translation>ジョブはキャンセルされました。</translation>
    </message>
    <message>
      <source>no further reason given</source>
      <translation>詳しい理由は示されていません</translation>
    </message>
    <message>
      <source>Capella product</source>
      <translation>Capella プロダクト</translation>
    </message>
    <message>
      <source>download the product again</source>
      <translation>プロダクトをダウンロードし直してください</translation>
    </message>
    <message>
      <source>The product does not state the surface that it was projected to (terrain_models.reprojection). The height of its centre pixel, {height:.0f} m, is assumed. If the surface has another height, positions and heights are wrong: use the SICD of the same image.</source>
      <translation>プロダクトに投影面の記載 (terrain_models.reprojection) がないため、中心画素の高さ {height:.0f} m とみなします。投影面の高さがこれと異なる場合、位置も高さも誤ったものになります: 同じ画像の SICD を使ってください。</translation>
    </message>
    <message>
      <source>The antenna does not pass the middle of the map; its state vectors do not cover it.</source>
      <translation>アンテナが地図の中央を通過しません。状態ベクトルが範囲を覆っていません。</translation>
    </message>
    <message>
      <source>{path} is a {kind} product, whose terrain is corrected already; choose the GEC or the SLC.</source>
      <translation>{path} は地形補正済みの {kind} プロダクトです。GEC か SLC を選んでください。</translation>
    </message>
    <message>
      <source>{path} has no coordinate system, which a GEC image needs; download the product again.</source>
      <translation>{path} に GEC 画像に必要な座標系がありません。プロダクトをダウンロードし直してください。</translation>
    </message>
    <message>
      <source>The coordinate system of the map is not known ({reason}); warp it to another.</source>
      <translation>地図の座標系が分かりません ({reason})。別の座標系に変換してください。</translation>
    </message>
    <message>
      <source>is {side}; it must be left or right</source>
      <translation>{side} です。left か right でなければなりません</translation>
    </message>
    <message>
      <source>{path}: {reason}</source>
      <translation>{path}: {reason}</translation>
    </message>
    <message>
      <source>is {name}, a surface that is not known; only ellipsoids of a constant height (InflatedWGS84) are</source>
      <translation>は {name} で、未知の面です。使えるのは一定の高さの楕円体 (InflatedWGS84) だけです</translation>
    </message>
    <message>
      <source>is not on the ground</source>
      <translation>地表にありません</translation>
    </message>
    <message>
      <source>{path}, collect.state.state_vectors: {reason}</source>
      <translation>{path}、collect.state.state_vectors: {reason}</translation>
    </message>
    <message>
      <source>is {name}, which is not the height of ground</source>
      <translation>は {name} で、地表の高さではありません</translation>
    </message>
    <message>
      <source>{path} is an F-SAR image (RAT) whose geometry neither this release nor the package fsarcamp takes from the product's XML and track files; write it as {name} beside it.</source>
      <translation>{path} は F-SAR 画像 (RAT) ですが、このバージョンもパッケージ fsarcamp も、プロダクトの XML と航跡のファイルからジオメトリを得られません。ジオメトリを {name} として同じフォルダに置いてください。</translation>
    </message>
    <message>
      <source>{path} is truncated: it ends within its RAT header; copy it again.</source>
      <translation>{path} は途中で切れています: RAT ヘッダの途中で終わっています。コピーし直してください。</translation>
    </message>
    <message>
      <source>{path} is a RAT file of {dimensions} dimensions and data type {number}; choose one with one matrix of floating-point or complex numbers.</source>
      <translation>{path} は {dimensions} 次元、データ型 {number} の RAT ファイルです。浮動小数点数か複素数の行列 1 つのファイルを選んでください。</translation>
    </message>
    <message>
      <source>{path} has {rows} lines of {columns} samples, but {name} describes {lines} lines of {samples}; correct it.</source>
      <translation>{path} は {rows} ライン × {columns} サンプルですが、{name} は {lines} ライン × {samples} サンプルとしています。訂正してください。</translation>
    </message>
    <message>
      <source>{path} is truncated: it has {size} of the {expected} bytes it needs; copy it again.</source>
      <translation>{path} は途中で切れています: 必要な {expected} バイトのうち {size} バイトしかありません。コピーし直してください。</translation>
    </message>
    <message>
      <source>{path} could not be read ({reason}); copy it again.</source>
      <translation>{path} を読めませんでした ({reason})。コピーし直してください。</translation>
    </message>
    <message>
      <source>{path} has no data there, only zeros or NaN; choose another image or part of it.</source>
      <translation>{path} のその部分にはデータがなく、0 か非数しかありません。別の画像か、別の部分を選んでください。</translation>
    </message>
    <message>
      <source>lines</source>
      <translation>ライン</translation>
    </message>
    <message>
      <source>samples</source>
      <translation>サンプル</translation>
    </message>
    <message>
      <source>The looks in {name} are {looks}; they must be 1 or more.</source>
      <translation>{name} のルック数は {looks} です。1 以上でなければなりません。</translation>
    </message>
    <message>
      <source>The looks in {name} are {looks}, but {path} has only {size} {unit}; use fewer.</source>
      <translation>{name} のルック数は {looks} ですが、{path} には {size} {unit} しかありません。減らしてください。</translation>
    </message>
    <message>
      <source>The output {output} would overwrite the input {name}; choose another name.</source>
      <translation>出力 {output} が入力 {name} を上書きしてしまいます。別の名前を選んでください。</translation>
    </message>
    <message>
      <source>NISAR product</source>
      <translation>NISAR プロダクト</translation>
    </message>
    <message>
      <source>download the complete product</source>
      <translation>完全なプロダクトをダウンロードしてください</translation>
    </message>
    <message>
      <source>{path} has the layout of a NISAR product but holds {found} instead of RSLC; choose the single-look complex image in radar geometry (RSLC).</source>
      <translation>{path} は NISAR プロダクトの構造ですが、RSLC ではなく {found} が入っています。レーダー座標のシングルルック複素画像 (RSLC) を選んでください。</translation>
    </message>
    <message>
      <source>The bounds of the valid samples ({field}) {why} and are ignored; all samples are used.</source>
      <translation>有効サンプルの範囲 ({field}) {why}ので無視し、すべてのサンプルを使います。</translation>
    </message>
    <message>
      <source>{path} holds no image under {root}/swaths; download the complete product.</source>
      <translation>{path} の {root}/swaths に画像がありません。完全なプロダクトをダウンロードしてください。</translation>
    </message>
    <message>
      <source>{path} has no image of frequency {letter}; it has {listing}.</source>
      <translation>{path} に周波数 {letter} の画像がありません。あるのは {listing} です。</translation>
    </message>
    <message>
      <source>{path} has no {polarisation} image of frequency {letter}; it has {listing}.</source>
      <translation>{path} に周波数 {letter}、{polarisation} の画像がありません。あるのは {listing} です。</translation>
    </message>
    <message>
      <source>{path} has an image {name} that is not a matrix of complex numbers ({kind}).</source>
      <translation>{path} の画像 {name} が複素数の行列ではありません ({kind})。</translation>
    </message>
    <message>
      <source>{path} has a gap or uneven steps in {name}: {steps:.6g} after {unit} {worst} instead of {usual:.6g}; choose a product resampled to even spacing.</source>
      <translation>{path} の {name} に欠落または不均一な間隔があります: {unit} {worst} の後が {usual:.6g} ではなく {steps:.6g} です。等間隔にリサンプリングされたプロダクトを選んでください。</translation>
    </message>
    <message>
      <source>{path} has state vectors ({orbit}) from {start:.6f} s to {end:.6f} s, which do not cover the image, taken from {image_start:.6f} s to {image_end:.6f} s; get the product with its full orbit.</source>
      <translation>{path} の状態ベクトル ({orbit}) は {start:.6f} s から {end:.6f} s までで、{image_start:.6f} s から {image_end:.6f} s に撮影された画像を覆っていません。軌道が完全なプロダクトを取得してください。</translation>
    </message>
    <message>
      <source>{path} has a gap of {steps:.6g} s between its state vectors ({orbit}) at {time:.6f} s, during the image; get the product with its full orbit.</source>
      <translation>{path} の状態ベクトル ({orbit}) には、撮影中の {time:.6f} s に {steps:.6g} s の欠落があります。軌道が完全なプロダクトを取得してください。</translation>
    </message>
    <message>
      <source>has the unit {units}; it must be 'seconds since' a date and time</source>
      <translation>単位が {units} です。日時を伴う 'seconds since' でなければなりません</translation>
    </message>
    <message>
      <source>reach beyond the image</source>
      <translation>が画像の外に及ぶ</translation>
    </message>
    <message>
      <source>{path} {what} ({reason}); copy or download the product again.</source>
      <translation>{path}: {what} ({reason})。プロダクトをコピーかダウンロードし直してください。</translation>
    </message>
    <message>
      <source>is not positive and increasing</source>
      <translation>正で単調増加でなければなりません</translation>
    </message>
    <message>
      <source>has fewer than two values, which give no spacing</source>
      <translation>値が 2 個未満で、間隔が求まりません</translation>
    </message>
    <message>
      <source>stands still from {unit} to {unit}</source>
      <translation>{unit} から {unit} の間で変化しません</translation>
    </message>
    <message>
      <source>has {count} state vectors; at least two are needed</source>
      <translation>状態ベクトルは {count} 個です。2 個以上必要です</translation>
    </message>
    <message>
      <source>does not hold Earth-fixed metres</source>
      <translation>地球固定座標 [m] ではありません</translation>
    </message>
    <message>
      <source>has state vectors that are not in order</source>
      <translation>状態ベクトルの順序が正しくありません</translation>
    </message>
    <message>
      <source>contain no sample</source>
      <translation>がサンプルを一つも含まない</translation>
    </message>
    <message>
      <source>is truncated</source>
      <translation>途中で切れています</translation>
    </message>
    <message>
      <source>could not be read as HDF5</source>
      <translation>HDF5 として読めませんでした</translation>
    </message>
    <message>
      <source>nothing</source>
      <translation>空の内容</translation>
    </message>
    <message>
      <source>The window {text} does not lie inside the image of {lines} lines and {samples} samples.</source>
      <translation>ウィンドウ {text} が {lines} ライン × {samples} サンプルの画像に収まりません。</translation>
    </message>
    <message>
      <source>The extent {text} shows nothing of the image; choose one that overlaps its footprint on the ground.</source>
      <translation>範囲 {text} に画像の部分がありません。地上のフットプリントと重なる範囲を選んでください。</translation>
    </message>
    <message>
      <source>The window {text} is not four whole numbers: first line, first sample, lines, samples.</source>
      <translation>ウィンドウ {text} は 4 つの整数 (最初のライン、最初のサンプル、ライン数、サンプル数) ではありません。</translation>
    </message>
    <message>
      <source>The extent {text} cannot be brought onto the Earth ({reason}).</source>
      <translation>範囲 {text} を地球上の位置に変換できません ({reason})。</translation>
    </message>
    <message>
      <source>The image {path} could not be read ({reason}); copy or write it again.</source>
      <translation>画像 {path} を読めませんでした ({reason})。コピーするか書き出し直してください。</translation>
    </message>
    <message>
      <source>The image {path} does not exist or is not a file; choose the raster of a processor.</source>
      <translation>画像 {path} がないか、ファイルではありません。SAR プロセッサのラスタを選んでください。</translation>
    </message>
    <message>
      <source>The image {path} has no band of pixels; choose one of the images inside it.</source>
      <translation>画像 {path} に画素のバンドがありません。その中の画像を 1 つ選んでください。</translation>
    </message>
    <message>
      <source>The image {path} is not a raster that can be read ({reason}).</source>
      <translation>画像 {path} は読めるラスタではありません ({reason})。</translation>
    </message>
    <message>
      <source>{path} is not a SAR image with known geometry; choose {readable}.</source>
      <translation>{path} は、ジオメトリの分かる SAR 画像ではありません。次から選んでください: {readable}。</translation>
    </message>
    <message>
      <source>{path} holds a single image ({name}); choose no other.</source>
      <translation>{path} に入っている画像は 1 つ ({name}) だけです。他は選べません。</translation>
    </message>
    <message>
      <source>{path} is a folder; choose the image file of the product inside it.</source>
      <translation>{path} はフォルダです。その中のプロダクトの画像ファイルを選んでください。</translation>
    </message>
    <message>
      <source>{path} is empty; copy or download the product again.</source>
      <translation>{path} は空です。プロダクトをコピーかダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} is an archive; unpack it and choose the image file of the product inside it.</source>
      <translation>{path} はアーカイブです。展開して、中にあるプロダクトの画像ファイルを選んでください。</translation>
    </message>
    <message>
      <source>{path} does not exist; choose an existing SAR product.</source>
      <translation>{path} がありません。既存の SAR プロダクトを選んでください。</translation>
    </message>
    <message>
      <source>{path} could not be read ({reason}); check its permissions.</source>
      <translation>{path} を読めませんでした ({reason})。権限を確認してください。</translation>
    </message>
    <message>
      <source>{path} is the manifest of a product; choose the folder measurement beside it, and there the .tiff of one polarisation.</source>
      <translation>{path} はプロダクトのマニフェストです。同じ場所にあるフォルダ measurement を開き、いずれかの偏波の .tiff を選んでください。</translation>
    </message>
    <message>
      <source>annotation</source>
      <translation>アノテーション</translation>
    </message>
    <message>
      <source>{path} belongs to a Sentinel-1 {kind} image, but only GRD images can be read; choose one.</source>
      <translation>{path} は Sentinel-1 の {kind} 画像のものですが、読めるのは GRD 画像だけです。GRD 画像を選んでください。</translation>
    </message>
    <message>
      <source>{path} is not the annotation of a Sentinel-1 image; choose the one of this image.</source>
      <translation>{path} は Sentinel-1 画像のアノテーションではありません。この画像のものを選んでください。</translation>
    </message>
    <message>
      <source>In the annotation {path}, the times of the state vectors (orbitList) do not increase.</source>
      <translation>アノテーション {path}: 状態ベクトル (orbitList) の時刻が増加していません。</translation>
    </message>
    <message>
      <source>In the annotation {path}, the state vectors (orbitList) have a gap of {steps:.1f} s from {before:.1f} s to {after:.1f} s after the first line; choose a complete product.</source>
      <translation>アノテーション {path}: 状態ベクトル (orbitList) の、最初のラインから {before:.1f} s と {after:.1f} s の間に {steps:.1f} s の欠落があります。完全なプロダクトを選んでください。</translation>
    </message>
    <message>
      <source>In the annotation {path}, the positions in orbitList are not those of a low orbit [m].</source>
      <translation>アノテーション {path}: orbitList の位置が低軌道のもの [m] ではありません。</translation>
    </message>
    <message>
      <source>The annotation {path} could not be read ({reason}).</source>
      <translation>アノテーション {path} を読めませんでした ({reason})。</translation>
    </message>
    <message>
      <source>The annotation {path} is not valid XML ({reason}); download the product again.</source>
      <translation>アノテーション {path} は正しい XML ではありません ({reason})。プロダクトをダウンロードし直してください。</translation>
    </message>
    <message>
      <source>is there {count} times, but at least {minimum} are needed</source>
      <translation>{count} 個しかありません。{minimum} 個以上必要です</translation>
    </message>
    <message>
      <source>is not a full grid of lines and pixels</source>
      <translation>ラインと画素の完全な格子ではありません</translation>
    </message>
    <message>
      <source>has fewer than four lines or pixels</source>
      <translation>ラインか画素が 4 つ未満です</translation>
    </message>
    <message>
      <source>has places that are not on the Earth</source>
      <translation>地球上にない位置を含みます</translation>
    </message>
    <message>
      <source>differ in number from record to record</source>
      <translation>記録ごとに個数が異なります</translation>
    </message>
    <message>
      <source>does not increase</source>
      <translation>増加していません</translation>
    </message>
    <message>
      <source>do not increase with ground range</source>
      <translation>がグラウンドレンジとともに増加していません</translation>
    </message>
    <message>
      <source>In the annotation {path}, the state vectors (orbitList) cover {begin:.1f} to {last:.1f} s after the first line, but not the whole image of {end:.1f} s; choose a complete product.</source>
      <translation>アノテーション {path}: 状態ベクトル (orbitList) は最初のラインから {begin:.1f} から {last:.1f} s までで、{end:.1f} s の画像全体を覆っていません。完全なプロダクトを選んでください。</translation>
    </message>
    <message>
      <source>In the annotation {path}, orbit and geolocation grid contradict each other: points of the grid are passed {grid_offset:.3g} ms late and up to {miss:.3g} m too far; choose an undamaged product.</source>
      <translation>アノテーション {path}: 軌道とジオロケーショングリッドが矛盾しています: グリッドの点を通過する時刻が {grid_offset:.3g} ms 遅く、距離は最大 {miss:.3g} m 長くなります。破損していないプロダクトを選んでください。</translation>
    </message>
    <message>
      <source>The raster does not state how it was warped; its positions are assumed to be interpolated between the points of the geolocation grid. If GDAL made it, positions are wrong by up to {miss:.0f} pixels, and so are heights: use a raster of gdalwarp's own pixel size, or the image as delivered.</source>
      <translation>このラスタには変換方法の記録がないため、位置はジオロケーショングリッドの点の間を補間したものとみなします。GDAL で作られた場合は、位置が最大 {miss:.0f} 画素ずれ、高さも誤ったものになります: gdalwarp が自動で決める画素サイズのラスタか、配布されたままの画像を使ってください。</translation>
    </message>
    <message>
      <source>{path} needs the annotation of the Sentinel-1 product, {stem}.xml, beside it or in the product's folder annotation.</source>
      <translation>{path} には、同じフォルダかプロダクトのフォルダ annotation に、Sentinel-1 プロダクトのアノテーション {stem}.xml が必要です。</translation>
    </message>
    <message>
      <source>The image of the annotation {path} is missing; put {stem}.tiff beside it.</source>
      <translation>アノテーション {path} の画像がありません。{stem}.tiff を同じフォルダに置いてください。</translation>
    </message>
    <message>
      <source>The annotation {path} belongs to another image: it describes {lines} lines of {samples} samples, {name} has {rows} of {columns} and no coordinates of a map; use the image's own annotation.</source>
      <translation>アノテーション {path} は別の画像のものです: 記載は {lines} ライン x {samples} サンプルですが、{name} は {rows} x {columns} で地図座標がありません。この画像のアノテーションを使ってください。</translation>
    </message>
    <message>
      <source>The image {image_path} could not be opened ({reason}); download it again.</source>
      <translation>画像 {image_path} を開けませんでした ({reason})。ダウンロードし直してください。</translation>
    </message>
    <message>
      <source>The annotation {path} belongs to another image: {name} has its corner at {x:.4f}, {y:.4f} instead of {grid_x:.4f}, {grid_y:.4f}; use the image's own annotation.</source>
      <translation>アノテーション {path} は別の画像のものです: {name} の角は {grid_x:.4f}, {grid_y:.4f} ではなく {x:.4f}, {y:.4f} にあります。この画像のアノテーションを使ってください。</translation>
    </message>
    <message>
      <source>{path} has a coordinate system that is not known ({reason}); warp it to another.</source>
      <translation>{path} の座標系が分かりません ({reason})。別の座標系に変換してください。</translation>
    </message>
    <message>
      <source>The annotation {path} belongs to another image: {name} lies on the map where the annotated image does not; use the image's own annotation.</source>
      <translation>アノテーション {path} は別の画像のものです: {name} の地図上の位置が、アノテーションの画像と異なります。この画像のアノテーションを使ってください。</translation>
    </message>
    <message>
      <source>{path} is a SIDD, a derived image that is no longer in slant range; choose the SICD it was made from.</source>
      <translation>{path} は SIDD です。これは派生画像で、スラントレンジではありません。元の SICD を選んでください。</translation>
    </message>
    <message>
      <source>{path} is a NITF file without SICD metadata; choose a SICD product.</source>
      <translation>{path} は SICD メタデータのない NITF ファイルです。SICD プロダクトを選んでください。</translation>
    </message>
    <message>
      <source>SICD product</source>
      <translation>SICD プロダクト</translation>
    </message>
    <message>
      <source>ask its producer for a valid product</source>
      <translation>正しいプロダクトを作成元に依頼してください</translation>
    </message>
    <message>
      <source>{path} is a SICD on a RGAZIM grid formed by {formation}; the standard knows this grid with PFA and RGAZCOMP only, so its geometry is unknown.</source>
      <translation>{path} は {formation} で作られた RGAZIM グリッドの SICD です。規格ではこのグリッドは PFA と RGAZCOMP だけなので、ジオメトリが分かりません。</translation>
    </message>
    <message>
      <source>{path} is a SICD on a grid {grid}, which the standard does not have; the metadata are damaged.</source>
      <translation>{path} は、規格にないグリッド {grid} の SICD です。メタデータが破損しています。</translation>
    </message>
    <message>
      <source>{path} states look side {stated}, but its scene lies {side} of the track; it is damaged.</source>
      <translation>{path} の観測方向は {stated} とありますが、シーンは航跡の {side} 側にあります。破損しています。</translation>
    </message>
    <message>
      <source>{path} contradicts itself: its scene centre point lies {along:.3g} lines and {across:.3g} samples from its own pixel; the metadata are damaged or wrongly written.</source>
      <translation>{path} は矛盾しています: シーン中心点が、その画素から {along:.3g} ライン、{across:.3g} サンプル離れています。メタデータが破損しているか、誤って書かれています。</translation>
    </message>
    <message>
      <source>{path} states a near range of {near_range:.6g} m; its metadata are damaged.</source>
      <translation>{path} のニアレンジは {near_range:.6g} m とあります。メタデータが破損しています。</translation>
    </message>
    <message>
      <source>{path} has a TimeCAPoly whose time does not change from line to line; it is damaged.</source>
      <translation>{path} の TimeCAPoly では、ラインが変わっても時刻が進みません。破損しています。</translation>
    </message>
    <message>
      <source>{path} shows no ground: its ranges are shorter than its height; the metadata are damaged.</source>
      <translation>{path} には地表が写っていません。距離が高さより短くなっています。メタデータが壊れています。</translation>
    </message>
    <message>
      <source>{path} has a geometry by which ground points have no pixel or several; the metadata are damaged.</source>
      <translation>{path} のジオメトリでは、地上点に対応する画素がないか、複数あります。メタデータが破損しています。</translation>
    </message>
    <message>
      <source>{path} is truncated: it has {size} of the {length} bytes its header states; copy or download it again.</source>
      <translation>{path} は途中で切れています: ヘッダの {length} バイトに対して {size} バイトしかありません。コピーかダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} is a NITF file of a version other than 2.1, which SICD products never are.</source>
      <translation>{path} はバージョン 2.1 以外の NITF ファイルです。SICD プロダクトではありえません。</translation>
    </message>
    <message>
      <source>{path} is truncated: the file ends within its header; copy or download it again.</source>
      <translation>{path} は途中で切れています: ヘッダの途中で終わっています。コピーかダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} has a damaged NITF header; copy or download it again.</source>
      <translation>{path} の NITF ヘッダが破損しています。コピーかダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} could not be read as SICD ({name}: {reason}); copy or download it again, or ask its producer for a valid file.</source>
      <translation>{path} を SICD として読めませんでした ({name}: {reason})。コピーかダウンロードし直すか、正しいファイルを作成元に依頼してください。</translation>
    </message>
    <message>
      <source>{path} is of version {version} of the SICD standard, but versions {oldest} to {newest} are supported; ask its producer for one of these: {reason}</source>
      <translation>{path} は SICD 規格のバージョン {version} ですが、対応しているのは {oldest} から {newest} です。作成元に対応バージョンのものを依頼してください: {reason}</translation>
    </message>
    <message>
      <source>The product is of version {version} of the SICD standard; versions {oldest} to {newest} are supported. Check the resulting heights.</source>
      <translation>プロダクトは SICD 規格のバージョン {version} ですが、対応しているのは {oldest} から {newest} です。得られた高さを確認してください。</translation>
    </message>
    <message>
      <source>{path} is cut into {nbpr} blocks, which no valid SICD is.</source>
      <translation>{path} は {nbpr} 個のブロックに分割されています。正しい SICD ではありえません。</translation>
    </message>
    <message>
      <source>CollectType is {kind}</source>
      <translation>CollectType が {kind}</translation>
    </message>
    <message>
      <source>{path} is a bistatic SICD ({why}): one antenna sent and another received, which is not supported; choose a monostatic product.</source>
      <translation>{path} はバイスタティックの SICD です ({why})。送信と受信のアンテナが異なる画像には対応していません。モノスタティックのプロダクトを選んでください。</translation>
    </message>
    <message>
      <source>SCPCOA has an element Bistatic</source>
      <translation>SCPCOA に要素 Bistatic がある</translation>
    </message>
    <message>
      <source>{illuminator} illuminated and {collector} received</source>
      <translation>{illuminator} が照射し {collector} が受信</translation>
    </message>
    <message>
      <source>choose the complete annotation of a UAVSAR SLC</source>
      <translation>UAVSAR SLC の完全なアノテーションを選んでください</translation>
    </message>
    <message>
      <source>{path} holds no Doppler centroids; download it again.</source>
      <translation>{path} にドップラー中心がありません。ダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} holds no 'key = value' lines; choose the annotation file of a UAVSAR product.</source>
      <translation>{path} に 'key = value' の行がありません。UAVSAR プロダクトのアノテーションファイルを選んでください。</translation>
    </message>
    <message>
      <source>is stated twice, as {first} and {last}</source>
      <translation>{first} と {last} の 2 回書かれています</translation>
    </message>
    <message>
      <source>{path} has no slant range and Doppler centroid in line {number}; download it again.</source>
      <translation>{path} の {number} 行目にスラントレンジとドップラー中心がありません。ダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} is too large for an annotation; choose the .ann file of a UAVSAR product.</source>
      <translation>{path} はアノテーションとしては大きすぎます。UAVSAR プロダクトの .ann ファイルを選んでください。</translation>
    </message>
    <message>
      <source>{path} could not be read ({reason}); download it again.</source>
      <translation>{path} を読めませんでした ({reason})。ダウンロードし直してください。</translation>
    </message>
    <message>
      <source>has the unit {unit}; it must be one of {known}</source>
      <translation>単位が {unit} です。{known} のいずれかでなければなりません</translation>
    </message>
    <message>
      <source>{path} has a peg or an altitude that is not on Earth; download it again.</source>
      <translation>{path} のペグか高度が地球上にありません。ダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} has a starting range of {near_range:.6g} m, shorter than the {height:.6g} m of 'Global Average Altitude' above the terrain; it is damaged.</source>
      <translation>{path} の開始レンジ {near_range:.6g} m が、地形からの 'Global Average Altitude' {height:.6g} m より短くなっています。破損しています。</translation>
    </message>
    <message>
      <source>{path} has an image that is {length:.3g} m long or as far off; it is damaged.</source>
      <translation>{path} の画像は長さか距離が {length:.3g} m です。破損しています。</translation>
    </message>
    <message>
      <source>{path} has a peg that PROJ cannot place ('Peg Latitude', ...); it is damaged.</source>
      <translation>{path} のペグ ('Peg Latitude', ...) を PROJ で位置づけられません。破損しています。</translation>
    </message>
    <message>
      <source>{path} lacks the field 'Look Direction'; choose the annotation of a UAVSAR SLC.</source>
      <translation>{path} にフィールド 'Look Direction' がありません。UAVSAR SLC のアノテーションを選んでください。</translation>
    </message>
    <message>
      <source>{path} has {sides} in 'Look Direction'; it must be left or right.</source>
      <translation>{path} の 'Look Direction' は {sides} です。left か right でなければなりません。</translation>
    </message>
    <message>
      <source>{path} has a Doppler centroid of a squint beyond 30 degrees; it is damaged.</source>
      <translation>{path} のドップラー中心は 30 度を超えるスクイントにあたります。破損しています。</translation>
    </message>
    <message>
      <source>{path} has a Doppler centroid that does not vary smoothly with range.</source>
      <translation>{path} のドップラー中心がレンジ方向に滑らかに変化していません。</translation>
    </message>
    <message>
      <source>{path} states 'Look Direction' {look_side}, but its corners ({corners}, ...) lie {side} of the track; it is not the annotation of this image, or damaged.</source>
      <translation>{path} の 'Look Direction' は {look_side} ですが、四隅 ({corners}, ...) は航跡の {side} 側にあります。この画像のアノテーションではないか、破損しています。</translation>
    </message>
    <message>
      <source>{path} names the Doppler file {name} (field dop); put it beside it.</source>
      <translation>{path} はドップラーファイル {name} (フィールド dop) を参照しています。同じフォルダに置いてください。</translation>
    </message>
    <message>
      <source>{path} covers slant ranges from {min_ranges:.6g} m to {max_ranges:.6g} m, but the image reaches from {near_range:.6g} m to {far:.6g} m; find the Doppler file of this stack.</source>
      <translation>{path} のスラントレンジは {min_ranges:.6g} m から {max_ranges:.6g} m までですが、画像は {near_range:.6g} m から {far:.6g} m までです。このスタックのドップラーファイルを探してください。</translation>
    </message>
    <message>
      <source>{path} lacks the Doppler centroid (field 'dop' or 'Reskew Doppler Near Mid Far'); choose the complete annotation of a UAVSAR SLC.</source>
      <translation>{path} にドップラー中心 (フィールド 'dop' か 'Reskew Doppler Near Mid Far') がありません。UAVSAR SLC の完全なアノテーションを選んでください。</translation>
    </message>
    <message>
      <source>{path} must have three numbers in 'Reskew Doppler Near Mid Far'.</source>
      <translation>{path} の 'Reskew Doppler Near Mid Far' には 3 つの数値が必要です。</translation>
    </message>
    <message>
      <source>{path} has no latitude, longitude in {key}.</source>
      <translation>{path} の {key} に緯度と経度がありません。</translation>
    </message>
    <message>
      <source>there is none</source>
      <translation>ありません</translation>
    </message>
    <message>
      <source>{path} needs the annotation (.ann) that names it beside it, but {found}.</source>
      <translation>{path} には、それを参照するアノテーション (.ann) が同じフォルダに必要です: {found}。</translation>
    </message>
    <message>
      <source>{names} does not name it</source>
      <translation>{names} はこのファイルを参照していません</translation>
    </message>
    <message>
      <source>{path} has no {wanted} image; it holds {polarisation}.</source>
      <translation>{path} に {wanted} の画像がありません。あるのは {polarisation} です。</translation>
    </message>
    <message>
      <source>{path} has segments of widths {samples}; choose one .slc file.</source>
      <translation>{path} のセグメントの幅がそろっていません ({samples})。.slc ファイルを 1 つ選んでください。</translation>
    </message>
    <message>
      <source>{path} names no single-look complex image (fields slc_1_1x1 or slcHH); choose the annotation of a stack's or a PolSAR product's SLC.</source>
      <translation>{path} はシングルルック複素画像 (フィールド slc_1_1x1 か slcHH) を参照していません。スタックまたは PolSAR プロダクトの SLC のアノテーションを選んでください。</translation>
    </message>
    <message>
      <source>{path} has no {polarisation} image; it holds {present}.</source>
      <translation>{path} に {polarisation} の画像がありません。あるのは {present} です。</translation>
    </message>
    <message>
      <source>{path} has 'Mocomp II Applied' other than yes, which is not supported.</source>
      <translation>{path} の 'Mocomp II Applied' が yes ではありません。対応していません。</translation>
    </message>
    <message>
      <source>{path} has a {prefix}.val_size other than {sample} bytes, which no SLC has.</source>
      <translation>{path} の {prefix}.val_size が {sample} バイトではありません。SLC ではありえません。</translation>
    </message>
    <message>
      <source>{path} has {stated} in {prefix}.val_endi; it must be LITTLE or BIG.</source>
      <translation>{path} の {prefix}.val_endi は {stated} です。LITTLE か BIG でなければなりません。</translation>
    </message>
    <message>
      <source>{path} {what}: it has {size} bytes, but its annotation describes {lines} lines of {samples} samples, which are {expected}; download it again, or find the annotation that belongs to it.</source>
      <translation>{path}: {what}。{size} バイトありますが、アノテーションは {lines} ライン × {samples} サンプル ({expected} バイト) としています。ダウンロードし直すか、対応するアノテーションを探してください。</translation>
    </message>
    <message>
      <source>{path} holds {other} numbers, unlike its annotation says (val_endi, little-endian where it is missing); swap the bytes or correct the annotation.</source>
      <translation>{path} の数値はアノテーション (val_endi、なければリトルエンディアン) と異なり {other} です。バイト順を入れ替えるか、アノテーションを訂正してください。</translation>
    </message>
    <message>
      <source>{path} holds no 32-bit floating-point samples; download it again.</source>
      <translation>{path} は 32 ビット浮動小数点数のサンプルではありません。ダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} holds one frequency band; leave the choice of frequency empty.</source>
      <translation>{path} の周波数帯は 1 つだけです。周波数の選択を空にしてください。</translation>
    </message>
    <message>
      <source>{path} does not name {chosen} as a 1x1 SLC; choose a file _1x1.slc.</source>
      <translation>{path} に {chosen} が 1x1 SLC として記載されていません。_1x1.slc のファイルを選んでください。</translation>
    </message>
    <message>
      <source>{path} has a gap or overlap of {following:.3g} m after segment {n} ('Data Starting Azimuth'); choose a single segment (.slc).</source>
      <translation>{path} のセグメント {n} の後に {following:.3g} m の隙間か重なりがあります ('Data Starting Azimuth')。セグメント (.slc) を 1 つ選んでください。</translation>
    </message>
    <message>
      <source>{path} names {name} (field {key}), which is not beside it; download it, or choose the annotation that belongs to the images.</source>
      <translation>{path} が参照する {name} (フィールド {key}) が同じフォルダにありません。ダウンロードするか、画像に対応するアノテーションを選んでください。</translation>
    </message>
    <message>
      <source>is of another size</source>
      <translation>大きさが異なります</translation>
    </message>
    <message>
      <source>{path} belongs to a PALSAR-2 product of level {level}, a detected image on the ground; choose level 1.1 of the same scene.</source>
      <translation>{path} は PALSAR-2 のレベル {level} のプロダクトで、検波済みの地上投影画像です。同じシーンのレベル 1.1 を選んでください。</translation>
    </message>
    <message>
      <source>{path} is a Capella SLC on a grid ({geometry}) that is read from the SICD only; choose the SICD of the same image.</source>
      <translation>{path} は格子 ({geometry}) 上の Capella SLC で、SICD からしか読み込めません。同じ画像の SICD を選んでください。</translation>
    </message>
    <message>
      <source>{path} has a damaged ImageDescription; download the Capella product again.</source>
      <translation>{path} の ImageDescription が破損しています。Capella プロダクトをダウンロードし直してください。</translation>
    </message>
    <message>
      <source>{path} has no {wanted} image; it has {present}.</source>
      <translation>{path} に {wanted} の画像がありません。あるのは {present} です。</translation>
    </message>
    <message>
      <source>{path} ({name}) holds {count} {wanted} images, bursts or sub-swaths of a scene, which are not supported; choose a strip-map or spotlight product.</source>
      <translation>{path} ({name}) には {wanted} の画像が {count} 個 (シーンのバーストまたはサブスワス) あり、対応していません。ストリップマップかスポットライトのプロダクトを選んでください。</translation>
    </message>
    <message>
      <source>{path} is no single-look complex product of a known vendor; choose another file.</source>
      <translation>{path} は既知のベンダのシングルルック複素プロダクトではありません。別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>The {name} product as sarpy describes it cannot be used: {reason}; if the vendor offers it as SICD, choose that.</source>
      <translation>sarpy による {name} プロダクトの記述は使えません: {reason}。ベンダが SICD も提供していれば、それを選んでください。</translation>
    </message>
    <message>
      <source>{path} could not be read as a {vendor} product ({name}: {reason}); check that all of its files are there, or choose its SICD if the vendor offers one.</source>
      <translation>{path} を {vendor} のプロダクトとして読み込めませんでした ({name}: {reason})。すべてのファイルがそろっているか確認するか、ベンダが SICD も提供していれば、それを選んでください。</translation>
    </message>
    <message>
      <source>The samples of {path} could not be read ({name}: {reason}); copy or download it again.</source>
      <translation>{path} のサンプルを読み込めませんでした ({name}: {reason})。コピーかダウンロードし直してください。</translation>
    </message>
    <message>
      <source>its middle sees no ground at the reference height</source>
      <translation>画像の中央は基準の高さの地表に届きません</translation>
    </message>
    <message>
      <source>{lines} lines of {samples} samples, looking {side}, {angles}, spacing {range_spacing:.3g} m in slant range and {azimuth_spacing:.3g} m in azimuth.</source>
      <translation>{lines} ライン × {samples} サンプル、観測方向 {side}、{angles}、画素間隔はスラントレンジ {range_spacing:.3g} m、アジマス {azimuth_spacing:.3g} m。</translation>
    </message>
    <message>
      <source>incidence angle {incidence} degrees, look angle {look} degrees</source>
      <translation>入射角 {incidence} 度、オフナディア角 {look} 度</translation>
    </message>
    <message>
      <source>{low} to {high}</source>
      <translation>{low} から {high}</translation>
    </message>
    <message>
      <source>unknown sensor</source>
      <translation>不明なセンサ</translation>
    </message>
    <message>
      <source>The refinement record of {path} is damaged; run refinegeometry again.</source>
      <translation>{path} の補正の記録が破損しています。refinegeometry をもう一度実行してください。</translation>
    </message>
    <message>
      <source>The two images show almost no common ground; check that they belong together.</source>
      <translation>2 枚の画像に共通する地表がほとんどありません。組み合わせを確認してください。</translation>
    </message>
    <message>
      <source>{what} has several columns of heights ({names}); {taken} is used, which counts from the ellipsoid.</source>
      <translation>{what} には高さの列が複数あります ({names})。楕円体からの高さである {taken} を使います。</translation>
    </message>
    <message>
      <source>{what}: heights above {datum} were converted to heights above the WGS-84 ellipsoid by {by} ({low:+.2f} to {high:+.2f} m).</source>
      <translation>{what}: {datum} からの高さを {by} により WGS 84 楕円体からの高さに変換しました({low:+.2f} ～ {high:+.2f} m)。</translation>
    </message>
    <message>
      <source>The file of control points {path}</source>
      <translation>地上基準点のファイル {path}</translation>
    </message>
    <message>
      <source>{what} has heights that count from {datum}; set CONTROL_VERTICAL to the code of that vertical datum, such as EPSG:5773 (EGM96), or to its geoid as a raster.</source>
      <translation>{what} の高さの基準は {datum} です。CONTROL_VERTICAL にその鉛直基準のコード(EPSG:5773 (EGM96) など)か、ジオイドのラスタを指定してください。</translation>
    </message>
    <message>
      <source>{what} has no height in {place}; every point needs one.</source>
      <translation>{what} の{place}に高さがありません。すべての点に必要です。</translation>
    </message>
    <message>
      <source>{what} has longitude {longitude:g} and latitude {latitude:g} in {place}, which are not in degrees; call the fields x and y and name their coordinate system.</source>
      <translation>{what} の{place}の経度 {longitude:g}、緯度 {latitude:g} は度ではありません。フィールド名を x と y にし、座標系を指定してください。</translation>
    </message>
    <message>
      <source>{what} has only one of line and sample in {place}; give both.</source>
      <translation>{what} の{place}には line と sample の一方しかありません。両方を指定してください。</translation>
    </message>
    <message>
      <source>{what} has the sigma {own:g} in {place}; it must be positive.</source>
      <translation>{what} の{place}の σ は {own:g} です。正でなければなりません。</translation>
    </message>
    <message>
      <source>{what} has x and y but no coordinate system; name it.</source>
      <translation>{what} には x と y がありますが、座標系がありません。指定してください。</translation>
    </message>
    <message>
      <source>{what} has x {x:.10g} and y {y:.10g} in {place}, which are no place of {name}; correct them or the coordinate system.</source>
      <translation>{what} の{place}の x {x:.10g}、y {y:.10g} は {name} の範囲にありません。値か座標系を訂正してください。</translation>
    </message>
    <message>
      <source>the control points</source>
      <translation>地上基準点</translation>
    </message>
    <message>
      <source>{what} has two fields for {quantity}, {first} and {second}; remove one of them.</source>
      <translation>{what} には {quantity} のフィールドが 2 つあります ({first} と {second})。一方を削除してください。</translation>
    </message>
    <message>
      <source>{what} has no position in {place}; it needs longitude and latitude, or x and y with a coordinate system.</source>
      <translation>{what} の{place}に位置がありません。経度と緯度、または x と y と座標系が必要です。</translation>
    </message>
    <message>
      <source>The heights of the images differ from the DEM by {offset:+.1f} m, more than navigation errors can explain ({sigma:.1f} m): {likely}; it was not used for the refinement.</source>
      <translation>画像から得た高さは DEM と {offset:+.1f} m 異なり、航法の誤差で説明できる大きさ({sigma:.1f} m)を超えています: {likely}。DEM は補正に使われませんでした。</translation>
    </message>
    <message>
      <source>the DEM's heights probably count from the geoid ({name}: {height:+.1f} m here) and not from the WGS-84 ellipsoid, so set DEM_VERTICAL to {code}</source>
      <translation>DEM の高さは WGS 84 楕円体ではなくおそらくジオイドが基準です({name}: ここでは {height:+.1f} m)。DEM_VERTICAL に {code} を指定してください</translation>
    </message>
    <message>
      <source>neither the WGS-84 ellipsoid nor the geoid ({name}: {height:+.1f} m here) explains this, so check the DEM and set DEM_VERTICAL</source>
      <translation>WGS 84 楕円体でもジオイド({name}: ここでは {height:+.1f} m)でも説明できません。DEM を確認し、DEM_VERTICAL を指定してください</translation>
    </message>
    <message>
      <source>The DEM has heights at almost none of the tie points and was not used for the refinement.</source>
      <translation>DEM の高さがタイポイントのほとんどになく、補正には使いませんでした。</translation>
    </message>
    <message>
      <source>The heights of the DEM are probably in {unit}: its relief is {times:.3g} times that of the images' heights, which differ from it by {offset:+.1f} m. Convert it to metres; it was not used for the refinement.</source>
      <translation>DEM の標高の単位はおそらく{unit}です。起伏が画像から得た標高の {times:.3g} 倍で、標高の差は {offset:+.1f} m です。メートルに変換してください。ジオメトリの補正には使用しませんでした。</translation>
    </message>
    <message>
      <source>The DEM does not state its vertical datum and was not used for the refinement. The heights of the images differ from it by {offset:+.1f} m, where navigation errors explain {sigma:.1f} m (one sigma): {likely}.</source>
      <translation>DEM に鉛直基準の記録がないため、補正に使われませんでした。画像から得た高さは DEM と {offset:+.1f} m 異なり、航法の誤差で説明できるのは {sigma:.1f} m(1σ)です: {likely}。</translation>
    </message>
    <message>
      <source>the DEM's heights may count from a geoid (no geoid grid is installed to test this)</source>
      <translation>DEM の高さはジオイドが基準かもしれません(確かめるためのジオイドグリッドがインストールされていません)</translation>
    </message>
    <message>
      <source>check the DEM and its vertical datum, which is set with DEM_VERTICAL</source>
      <translation>DEM と、DEM_VERTICAL で指定するその鉛直基準を確認してください</translation>
    </message>
    <message>
      <source>no geoid grid is installed to test what it counts from, so set DEM_VERTICAL to ellipsoid or to its geoid as a raster</source>
      <translation>高さの基準を確かめるためのジオイドグリッドがインストールされていません。DEM_VERTICAL に ellipsoid かジオイドのラスタを指定してください</translation>
    </message>
    <message>
      <source>it probably counts from the geoid ({name}: {height:+.1f} m here), so set DEM_VERTICAL to {code}</source>
      <translation>おそらくジオイドが基準です({name}: ここでは {height:+.1f} m)。DEM_VERTICAL に {code} を指定してください</translation>
    </message>
    <message>
      <source>it probably counts from the WGS-84 ellipsoid and not from the geoid ({name}: {height:+.1f} m here), so set DEM_VERTICAL to ellipsoid</source>
      <translation>ジオイド({name}: ここでは {height:+.1f} m)ではなくおそらく WGS 84 楕円体が基準です。DEM_VERTICAL に ellipsoid を指定してください</translation>
    </message>
    <message>
      <source>it may count from the WGS-84 ellipsoid or from the geoid ({name}: {height:+.1f} m here), so set DEM_VERTICAL to ellipsoid or {code}</source>
      <translation>WGS 84 楕円体が基準かジオイド({name}: ここでは {height:+.1f} m)が基準か判別できません。DEM_VERTICAL に ellipsoid か {code} を指定してください</translation>
    </message>
    <message>
      <source>the geometry causes epipolar residuals of {bias:.1f} sigma of the matches ({before:.2f} px in total, {after:.2f} px without it)</source>
      <translation>ジオメトリだけが原因で、対応点がエピポーラ曲線から σ の {bias:.1f} 倍離れています (全体で {before:.2f} px、補正後は {after:.2f} px)</translation>
    </message>
    <message>
      <source>the heights differ from the DEM by {offset:+.1f} m, where {sigma:.1f} m (one sigma) is expected</source>
      <translation>高さと DEM の差は {offset:+.1f} m で、その精度は {sigma:.1f} m です</translation>
    </message>
    <message>
      <source>; matches alone do not determine it, so give a DEM or control points</source>
      <translation>。対応点だけからは分かりません。DEM か地上基準点を指定してください</translation>
    </message>
    <message>
      <source>The common height of the scene is not observed: its error may be {sigma:.1f} m (one sigma){advice}.</source>
      <translation>シーン全体の高さは観測されていません: なお {sigma:.1f} m (1σ) ずれている可能性があります{advice}。</translation>
    </message>
    <message>
      <source>A correction of {estimate:+.1f} m ({name}) is {times:.1f} times the expected sigma: check DEM and control points, or raise the expected errors.</source>
      <translation>補正量 {estimate:+.1f} m ({name}) は、想定した σ の {times:.1f} 倍です: DEM と地上基準点を確認するか、想定誤差を大きくしてください。</translation>
    </message>
    <message>
      <source>{ties} tie points: distance from the epipolar curves {across_before:.2f} px before, {across_after:.2f} px after the refinement.</source>
      <translation>タイポイント {ties} 個: エピポーラ曲線との距離は、補正前 {across_before:.2f} px、補正後 {across_after:.2f} px。</translation>
    </message>
    <message>
      <source>All heights change by {height_change:+.2f} m.</source>
      <translation>すべての高さが {height_change:+.2f} m 変わります。</translation>
    </message>
    <message>
      <source>{observed} of {combinations} independent combinations of the navigation errors were observed; the error that all heights share is {height_sigma:.2f} m ({expected_height_sigma:.2f} m before).</source>
      <translation>航法誤差の独立な組み合わせ {combinations} 個のうち {observed} 個が観測されました。すべての高さに共通するずれの精度は {height_sigma:.2f} m です (補正前 {expected_height_sigma:.2f} m)。</translation>
    </message>
    <message>
      <source>The control points {names} lie outside the matched part of the reference image and were not used.</source>
      <translation>地上基準点 {names} は主画像のマッチングされた部分の外にあるため、使いませんでした。</translation>
    </message>
    <message>
      <source>Expected errors of the {image} image (1 sigma): {text}.</source>
      <translation>{image}の想定誤差 (1σ): {text}。</translation>
    </message>
    <message>
      <source>Height above the DEM: {height_before:+.2f} m before, {height_after:+.2f} m after.</source>
      <translation>DEM に対する高さ: 補正前 {height_before:+.2f} m、補正後 {height_after:+.2f} m。</translation>
    </message>
    <message>
      <source>Correction of the {image} image: {parts}.</source>
      <translation>{image}の補正: {parts}。</translation>
    </message>
    <message>
      <source>{correspondence_path} does not fit its {name} image {image_path}, which has changed since; run createpatches and matchpatches again.</source>
      <translation>{correspondence_path} はその{name} {image_path} に合いません。画像がその後に変わっています。createpatches と matchpatches をもう一度実行してください。</translation>
    </message>
    <message>
      <source>The {name} image was refined before; its new correction replaces the old one.</source>
      <translation>{name}はすでに補正されています。新しい補正で置き換えます。</translation>
    </message>
    <message>
      <source>The control points lie near the images only with longitude and latitude exchanged, and were not used; correct the names of their columns.</source>
      <translation>地上基準点は、経度と緯度を入れ替えた場合にだけ画像の付近にあるため、使われませんでした。列の名前を修正してください。</translation>
    </message>
    <message>
      <source>{name} {value:+.2f} m (sigma {sigma:.2f})</source>
      <translation>{name} {value:+.2f} m (σ {sigma:.2f})</translation>
    </message>
    <message>
      <source>Control points that contradict the other observations were left out: {names}; check their coordinates.</source>
      <translation>他の観測と矛盾する地上基準点を除きました: {names}。座標を確認してください。</translation>
    </message>
    <message>
      <source> (off by {east:+.1f} m east, {north:+.1f} m north, {up:+.1f} m up)</source>
      <translation> (ずれ: 東 {east:+.1f} m、北 {north:+.1f} m、上 {up:+.1f} m)</translation>
    </message>
    <message>
      <source>they are probably in another coordinate system or datum than the one named, or line and sample are wrong</source>
      <translation>指定と異なる座標系や基準のものか、line と sample が誤っている可能性があります</translation>
    </message>
    <message>
      <source>{up:+.1f} m up</source>
      <translation>上 {up:+.1f} m</translation>
    </message>
    <message>
      <source>{wrong} of {count} control points contradict the images (median: {offset}): {likely}; correct them.</source>
      <translation>{count} 個の地上基準点のうち {wrong} 個が画像と矛盾します (中央値: {offset}): {likely}。訂正してください。</translation>
    </message>
    <message>
      <source>No two of the {count} control points agree with each other and with the images; check their coordinates, their coordinate system and their line and sample.</source>
      <translation>{count} 個の地上基準点のうち、互いに、また画像とも一致するものが 2 つもありません。座標、座標系、line と sample を確認してください。</translation>
    </message>
    <message>
      <source> (off by {up:+.1f} m in height)</source>
      <translation> (高さのずれ {up:+.1f} m)</translation>
    </message>
    <message>
      <source>{wrong} of {count} control points lie too far from where the images show them; check their coordinate system and their line and sample.</source>
      <translation>{count} 個の地上基準点のうち {wrong} 個が、画像が示す位置から離れすぎています。座標系と、line と sample を確認してください。</translation>
    </message>
    <message>
      <source>their heights are probably above the geoid and not above the WGS-84 ellipsoid</source>
      <translation>高さはおそらく WGS 84 楕円体ではなくジオイドからのものです</translation>
    </message>
    <message>
      <source>{east:+.1f} m east, {north:+.1f} m north and {up:+.1f} m up</source>
      <translation>東 {east:+.1f} m、北 {north:+.1f} m、上 {up:+.1f} m</translation>
    </message>
    <message>
      <source>{name}{by}</source>
      <translation>{name}{by}</translation>
    </message>
    <message>
      <source>Only {count} places of {path} hold a match certain enough to refine the geometry, and {fewest} are needed; go on without refinement, or match again.</source>
      <translation>{path} でジオメトリの補正に十分な確からしさの対応点は {count} か所だけです。{fewest} か所必要です。補正せずに続けるか、マッチングし直してください。</translation>
    </message>
    <message>
      <source>The parameter degree is {degree}; it must be between 0 and {highest_degree}.</source>
      <translation>パラメータ degree は {degree} です。0 以上 {highest_degree} 以下でなければなりません。</translation>
    </message>
    <message>
      <source>The geometry of {path} states {name} = {value} in info.{stated}; it takes {sigmas}, each a standard deviation between 0 and 1000.</source>
      <translation>{path} のジオメトリの info.{stated} に {name} = {value} とあります。使えるのは {sigmas} で、それぞれ 0 から 1000 の標準偏差です。</translation>
    </message>
    <message>
      <source>The parameter sigma_{name} is {value:g}; it must be between 0 and 1000.</source>
      <translation>パラメータ sigma_{name} は {value:g} です。0 以上 1000 以下でなければなりません。</translation>
    </message>
    <message>
      <source>{name} {sigma:g} {unit}{note}</source>
      <translation>{name} {sigma:g} {unit}{note}</translation>
    </message>
    <message>
      <source> (by default)</source>
      <translation> (既定値)</translation>
    </message>
    <message>
      <source>The raster {path}</source>
      <translation>ラスタ {path}</translation>
    </message>
    <message>
      <source>must be rows [x, y, z], one a power of time</source>
      <translation>[x, y, z] の行でなければなりません。1 行が時間の 1 つのべきです</translation>
    </message>
    <message>
      <source>is {value:g}; no correction is larger than {largest:g}</source>
      <translation>{value:g} です。補正は {largest:g} を超えません</translation>
    </message>
    <message>
      <source>The reference image's ranges are too short to reach the ground; check its geometry.</source>
      <translation>主画像のレンジが短すぎて地表に届きません。ジオメトリを確認してください。</translation>
    </message>
    <message>
      <source>The antenna does not pass all places of the image; its state vectors do not cover it.</source>
      <translation>アンテナが画像のすべての場所を通過しません。状態ベクトルが範囲を覆っていません。</translation>
    </message>
    <message>
      <source>The state vectors cover {start:.3f} s to {end:.3f} s, but the image was taken from {image_start:.3f} s to {image_end:.3f} s.</source>
      <translation>状態ベクトルは {start:.3f} s から {end:.3f} s までですが、画像は {image_start:.3f} s から {image_end:.3f} s に撮影されています。</translation>
    </message>
    <message>
      <source>An image of {lines} lines and {samples} samples is empty.</source>
      <translation>{lines} ライン × {samples} サンプルの画像は空です。</translation>
    </message>
    <message>
      <source>The look side is {look_side}; it must be left or right.</source>
      <translation>観測方向は {look_side} です。left か right でなければなりません。</translation>
    </message>
    <message>
      <source>Pixels of the image have the same time and range; its geometry is damaged.</source>
      <translation>画像に時刻とレンジの同じ画素があります。ジオメトリが破損しています。</translation>
    </message>
    <message>
      <source>Near range and range spacing must be positive and the line interval not zero.</source>
      <translation>ニアレンジとレンジ間隔は正、ライン間隔は 0 以外でなければなりません。</translation>
    </message>
    <message>
      <source>The image's times, ranges, range rate and reference height must be finite numbers.</source>
      <translation>画像の時刻、レンジ、レンジレート、基準の高さは有限の数値でなければなりません。</translation>
    </message>
    <message>
      <source>Lines and samples of the image must go in different directions.</source>
      <translation>画像のラインとサンプルは異なる方向でなければなりません。</translation>
    </message>
    <message>
      <source>geometry file</source>
      <translation>ジオメトリファイル</translation>
    </message>
    <message>
      <source>The geometry file {path} could not be read ({reason}).</source>
      <translation>ジオメトリファイル {path} を読めませんでした ({reason})。</translation>
    </message>
    <message>
      <source>The geometry file {path} is not valid JSON ({reason}); write it again.</source>
      <translation>ジオメトリファイル {path} は正しい JSON ではありません ({reason})。書き出し直してください。</translation>
    </message>
    <message>
      <source>must be "{schema}"</source>
      <translation>"{schema}" でなければなりません</translation>
    </message>
    <message>
      <source>must be {version}, the only one this release reads</source>
      <translation>{version} でなければなりません。このバージョンが読めるのはそれだけです</translation>
    </message>
    <message>
      <source>, seen in the direction of flight</source>
      <translation> (飛行方向に向かって)</translation>
    </message>
    <message>
      <source>must be a full (lines, samples) array of at least 4 x 4 numbers</source>
      <translation>4 x 4 以上の数値の、欠けのない (lines, samples) 配列でなければなりません</translation>
    </message>
    <message>
      <source>must be greater than zero</source>
      <translation>0 より大きくなければなりません</translation>
    </message>
    <message>
      <source>and range must differ from pixel to pixel and must not turn back</source>
      <translation>時刻とレンジですべての画素が区別でき、途中で逆戻りしてはなりません</translation>
    </message>
    <message>
      <source>must increase</source>
      <translation>は増加していなければなりません</translation>
    </message>
    <message>
      <source>must be a list of polynomials, one for each time</source>
      <translation>は時刻ごとに一つの多項式の一覧でなければなりません</translation>
    </message>
    <message>
      <source>must give positive slant ranges that grow with ground range</source>
      <translation>は、グラウンドレンジとともに増加する正のスラントレンジを与えなければなりません</translation>
    </message>
    <message>
      <source>covers {start:.9g} s to {end:.9g} s, but the pixels of the image were taken from {image_start:.9g} s to {image_end:.9g} s</source>
      <translation>{start:.9g} s から {end:.9g} s までですが、画像の画素は {image_start:.9g} s から {image_end:.9g} s に撮影されています</translation>
    </message>
    <message>
      <source>must be an array of {rows} x {columns} numbers like time</source>
      <translation>time と同じ {rows} x {columns} の数値の配列でなければなりません</translation>
    </message>
    <message>
      <source>must not be zero</source>
      <translation>0 であってはなりません</translation>
    </message>
    <message>
      <source>or polynomial must be there, one of the two</source>
      <translation>これか polynomial のどちらか一方が必要です</translation>
    </message>
    <message>
      <source>must be two or more times, each later than the one before</source>
      <translation>2 つ以上の時刻が、順に増加していなければなりません</translation>
    </message>
    <message>
      <source>must give Earth-centred, Earth-fixed metres (WGS 84)</source>
      <translation>地球中心・地球固定座標 [m] (WGS 84) でなければなりません</translation>
    </message>
    <message>
      <source>covers {start:.9g} s to {end:.9g} s, but the lines of the image were taken from {image_start:.9g} s to {image_end:.9g} s</source>
      <translation>{start:.9g} s から {end:.9g} s までですが、画像のラインは {image_start:.9g} s から {image_end:.9g} s に撮影されています</translation>
    </message>
    <message>
      <source>must be later than the one before</source>
      <translation>前のものより後でなければなりません</translation>
    </message>
    <message>
      <source>must be Earth-centred, Earth-fixed metres (WGS 84)</source>
      <translation>地球中心・地球固定座標 [m] (WGS 84) でなければなりません</translation>
    </message>
    <message>
      <source>must be given for all state vectors or for none</source>
      <translation>すべての状態ベクトルに付けるか、どれにも付けないかのどちらかです</translation>
    </message>
    <message>
      <source>must be {count} pieces of [x, y, z] rows, one row a power of time</source>
      <translation>[x, y, z] の行からなる {count} 個の区間でなければなりません。1 行が時間の 1 つのべきです</translation>
    </message>
    <message>
      <source>must go another way than line_step</source>
      <translation>line_step と異なる方向でなければなりません</translation>
    </message>
    <message>
      <source>must describe a moving antenna: two or more powers of time</source>
      <translation>アンテナが移動しなければなりません: 時間のべきが 2 つ以上必要です</translation>
    </message>
    <message>
      <source>must give Earth-centred, Earth-fixed metres (WGS 84) at the time of the image's middle</source>
      <translation>画像の中央の時刻で、地球中心・地球固定座標 [m] (WGS 84) でなければなりません</translation>
    </message>
    <message>
      <source>must be a full {shape} array of numbers</source>
      <translation>欠けのない {shape} の数値の配列でなければなりません</translation>
    </message>
    <message>
      <source>The track file {path} is empty; it needs a time and a position in every line.</source>
      <translation>航跡ファイル {path} が空です。各行に時刻と位置が必要です。</translation>
    </message>
    <message>
      <source>The track file {path} has {count} position; a track needs two or more.</source>
      <translation>航跡ファイル {path} の位置は {count} 個です。2 つ以上必要です。</translation>
    </message>
    <message>
      <source>The track file {path} has no column named {missing}; it needs time, and longitude, latitude, height or x, y, z. Its columns are {names}.</source>
      <translation>航跡ファイル {path} に列 {missing} がありません。time と、longitude, latitude, height または x, y, z が必要です。列は {names} です。</translation>
    </message>
    <message>
      <source>The track file {path} has {count} columns without names; write a first line with their names, such as time,longitude,latitude,height.</source>
      <translation>航跡ファイル {path} の {count} 個の列に名前がありません。最初の行に time,longitude,latitude,height などの名前を書いてください。</translation>
    </message>
    <message>
      <source>is not later than the one before; sort the lines by time, remove repeated ones, and count on after midnight</source>
      <translation>は前の行の時刻より後ではありません。行を時刻順に並べ、重複を取り除き、真夜中以降も秒を続けて数えてください</translation>
    </message>
    <message>
      <source>The antenna moves at {speed:.3g} m/s by the track file {path}, which no aircraft or satellite does; give times in seconds and positions in degrees and metres, or state the units in the names of the columns.</source>
      <translation>航跡ファイル {path} ではアンテナの速度が {speed:.3g} m/s になり、航空機でも衛星でもありえません。時刻を秒、位置を度とメートルで書くか、列名に単位を書いてください。</translation>
    </message>
    <message>
      <source>In the track file {path}, {share:.0f} % of the positions repeat the one before, first in line {line}; keep only the line in which a position was measured.</source>
      <translation>航跡ファイル {path} では、位置の {share:.0f} % が直前の位置と同じです (最初は {line} 行目)。位置が測定された行だけを残してください。</translation>
    </message>
    <message>
      <source>In the track file {path}, line {lines}, the velocities vx, vy, vz do not fit the positions (by {miss:.3g} m/s); they must be Earth-centred, Earth-fixed metres a second, or be left out.</source>
      <translation>航跡ファイル {path} の {lines} 行目: 速度 vx, vy, vz が位置に合いません ({miss:.3g} m/s のずれ)。地球中心・地球固定座標の m/s にするか、省いてください。</translation>
    </message>
    <message>
      <source>The track file {path} could not be read ({reason}).</source>
      <translation>航跡ファイル {path} を読めませんでした ({reason})。</translation>
    </message>
    <message>
      <source>The track file {path} is not a text file in UTF-8; choose a table with commas, saved as CSV UTF-8.</source>
      <translation>航跡ファイル {path} は UTF-8 のテキストファイルではありません。CSV UTF-8 として保存したコンマ区切りの表を選んでください。</translation>
    </message>
    <message>
      <source>The track file {path} has two columns for {quantity}, {first} and {second}; remove one of them.</source>
      <translation>航跡ファイル {path} には {quantity} の列が 2 つあります ({first} と {second})。一方を削除してください。</translation>
    </message>
    <message>
      <source>In the track file {path}, the column {name} counts from sea level or a geoid; convert its heights to metres above the WGS-84 ellipsoid.</source>
      <translation>航跡ファイル {path} の列 {name} は海面かジオイドからの高さです。WGS 84 楕円体からの高さ [m] に変換してください。</translation>
    </message>
    <message>
      <source>The track file {path}</source>
      <translation>航跡ファイル {path}</translation>
    </message>
    <message>
      <source>The track file {path} has {count} columns in line {line}, but {width} in its first line.</source>
      <translation>航跡ファイル {path} の {line} 行目は {count} 列ですが、最初の行は {width} 列です。</translation>
    </message>
    <message>
      <source>In the track file {path}, line {line}, the {quantity} {value:.12g} {why}.</source>
      <translation>航跡ファイル {path} の {line} 行目: {quantity} {value:.12g} は{why}。</translation>
    </message>
    <message>
      <source>is not in degrees</source>
      <translation>度ではありません</translation>
    </message>
    <message>
      <source>is not in degrees; longitude and latitude may be exchanged</source>
      <translation>は度単位の値ではありません。経度と緯度が入れ替わっている可能性があります</translation>
    </message>
    <message>
      <source>and its y and z are not Earth-centred, Earth-fixed metres</source>
      <translation>、y、z とともに地球中心・地球固定座標 [m] ではありません</translation>
    </message>
    <message>
      <source>is not metres above the ellipsoid</source>
      <translation>楕円体からの高さ [m] ではありません</translation>
    </message>
    <message>
      <source>In the track file {path}, line {line}, the {quantity} (column {index}) is {text}, which is not a number with a decimal point.</source>
      <translation>航跡ファイル {path} の {line} 行目で、{quantity} (第 {index} 列) が {text} です。これは小数点を使った数値ではありません。</translation>
    </message>
    <message>
      <source>The positions of the track scatter around a smooth path by {along} along, {across} across and {up} in height (1 sigma), which leaves the image's azimuth uncertain by {pixels:.2g} px</source>
      <translation>航跡の位置は、滑らかな経路に対して進行方向 {along}、直交方向 {across}、高さ方向 {up} ばらついています (1σ)。このため画像のアジマスに {pixels:.2g} px の不確かさがあります</translation>
    </message>
    <message>
      <source>The track has fewer than {count} positions, too few to be smoothed, and they are rounded to {length}, which leaves the image's azimuth uncertain by {pixels:.2g} px</source>
      <translation>航跡の位置は {count} 個未満で平滑化できず、{length} 単位に丸められているため、画像のアジマスに {pixels:.2g} px の不確かさが残ります</translation>
    </message>
    <message>
      <source>write more digits, velocities, or the smooth track that the processor used into {path}</source>
      <translation>桁数を増やすか、速度を加えるか、処理に使われた滑らかな航跡を {path} に書いてください</translation>
    </message>
    <message>
      <source>The track {track} covers {start:.9g} s to {end:.9g} s, but by first_line_time and line_interval the image was taken from {image_start:.9g} s to {image_end:.9g} s.</source>
      <translation>航跡 {track} は {start:.9g} s から {end:.9g} s までですが、first_line_time と line_interval によれば画像は {image_start:.9g} s から {image_end:.9g} s に撮影されています。</translation>
    </message>
    <message>
      <source>The track {track} has a gap of {longest_step:.3g} s before line {longest_step_line}, while the image was taken; fill it in.</source>
      <translation>航跡 {track} には、撮影中のライン {longest_step_line} の前に {longest_step:.3g} s の欠落があります。補ってください。</translation>
    </message>
    <message>
      <source>The antenna is {height:.6g} m above the reference height, too low for slant ranges of {near_range:.6g} to {far:.6g} m; check the unit of the track's heights, reference_height, and near_range.</source>
      <translation>アンテナの高さは基準の高さから {height:.6g} m で、スラントレンジ {near_range:.6g} から {far:.6g} m に対して低すぎます。航跡の高さの単位、reference_height、near_range を確認してください。</translation>
    </message>
    <message>
      <source>The image's slant ranges, {near_range:.6g} to {far:.6g} m, are all shorter than the antenna's height of {height:.6g} m above the reference height; check near_range, range_spacing, and the track's heights.</source>
      <translation>画像のスラントレンジ {near_range:.6g} から {far:.6g} m は、すべて基準の高さからのアンテナの高さ {height:.6g} m より短くなっています。near_range、range_spacing、航跡の高さを確認してください。</translation>
    </message>
    <message>
      <source>The track turns by {turn:.0f} degrees while the image is taken, which no stripmap does; check first_line_time and line_interval against the times in {path}.</source>
      <translation>撮影中に航跡が {turn:.0f} 度曲がっています。ストリップマップではありえません。first_line_time と line_interval を {path} の時刻と照らし合わせてください。</translation>
    </message>
    <message>
      <source>At {speed:.4g} m/s and {line_interval:.4g} s from line to line the lines lie {spacing:.3g} m apart; check line_interval, and the times in {path}.</source>
      <translation>{speed:.4g} m/s、ライン間隔 {line_interval:.4g} s では、ラインの間隔が {spacing:.3g} m になります。line_interval と {path} の時刻を確認してください。</translation>
    </message>
    <message>
      <source>The positions in {path} are written to {length} only; a coordinate that hardly changes is off by half of that in all lines, and heights are off by up to some times as much: write more digits.</source>
      <translation>{path} の位置は {length} 単位でしか書かれていません。ほとんど変化しない座標は全行でその半分までずれ、標高はその数倍までずれることがあります。桁数を増やしてください。</translation>
    </message>
    <message>
      <source>The track has only {count} positions, up to {step:.3g} s apart. Its path is interpolated between them, which is right for the smooth path that a processor focused to, but not for the motion of an aircraft; write more positions into {path}.</source>
      <translation>航跡の位置は {count} 点しかなく、間隔は最大 {step:.3g} s です。その間は補間されます。プロセッサが合焦に用いた滑らかな経路なら正しいですが、航空機の動揺は表せません。{path} により多くの位置を書いてください。</translation>
    </message>
    <message>
      <source>{noise}: too much for a geometry; {cure}.</source>
      <translation>{noise}: ジオメトリには大きすぎます。{cure}。</translation>
    </message>
    <message>
      <source>{noise}; {cure}.</source>
      <translation>{noise}。{cure}。</translation>
    </message>
    <message>
      <source>{noise}.</source>
      <translation>{noise}。</translation>
    </message>
    <message>
      <source>less than 1 mm</source>
      <translation>1 mm 未満</translation>
    </message>
    <message>
      <source>{length:.0f} mm</source>
      <translation>{length:.0f} mm</translation>
    </message>
    <message>
      <source>{length:.1f} m</source>
      <translation>{length:.1f} m</translation>
    </message>
    <message>
      <source>A trajectory needs at least two state vectors, each a time and three coordinates.</source>
      <translation>航跡には、時刻と 3 つの座標をもつ状態ベクトルが 2 つ以上必要です。</translation>
    </message>
    <message>
      <source>The trajectory has state vectors that are not finite numbers; correct the product.</source>
      <translation>航跡に有限の数値でない状態ベクトルがあります。プロダクトを訂正してください。</translation>
    </message>
    <message>
      <source>The times of the trajectory's state vectors do not increase; sort or correct them.</source>
      <translation>航跡の状態ベクトルの時刻が増加していません。並べ替えるか訂正してください。</translation>
    </message>
    <message>
      <source>The trajectory's velocities must be finite and as many as its positions.</source>
      <translation>航跡の速度は有限で、位置と同じ個数でなければなりません。</translation>
    </message>
    <message>
      <source>The image {path} is too small to take reflectivity from; name a larger one.</source>
      <translation>画像 {path} は反射率を取るには小さすぎます。より大きなものを指定してください。</translation>
    </message>
    <message>
      <source>The image {path} holds data in less than half of its area; name another one.</source>
      <translation>画像 {path} のデータは面積の半分未満です。別のものを指定してください。</translation>
    </message>
    <message>
      <source>The image {path} does not exist; check the list of reflectivity images.</source>
      <translation>画像 {path} がありません。反射率の画像のリストを確認してください。</translation>
    </message>
    <message>
      <source>The spacings are {range_spacing:g} m in range and {azimuth_spacing:g} m in azimuth; make them positive.</source>
      <translation>画素間隔はレンジ {range_spacing:g} m、アジマス {azimuth_spacing:g} m です。正の値にしてください。</translation>
    </message>
    <message>
      <source>The scene rises {highest:.0f} m, too high for tracks {altitude:g} m above it; fly higher.</source>
      <translation>シーンの起伏 {highest:.0f} m は、その {altitude:g} m 上の航跡には高すぎます。高度を上げてください。</translation>
    </message>
    <message>
      <source>The track does not pass the whole scene; make the scene smaller or the altitude larger.</source>
      <translation>航跡がシーン全体を通過しません。シーンを小さくするか、高度を上げてください。</translation>
    </message>
    <message>
      <source>The image would have {lines} lines of {samples} samples; make the scene smaller or the spacings larger.</source>
      <translation>画像が {lines} ライン × {samples} サンプルになります。シーンを小さくするか、画素間隔を大きくしてください。</translation>
    </message>
    <message>
      <source>The look angle is {look:g} degrees; it must be between 10 and 80.</source>
      <translation>オフナディア角は {look:g} 度です。10 度以上 80 度以下でなければなりません。</translation>
    </message>
    <message>
      <source>The altitude is {altitude:g} m; it must be 100 m or more above the scene.</source>
      <translation>高度は {altitude:g} m です。シーンから 100 m 以上でなければなりません。</translation>
    </message>
    <message>
      <source>Scene of {width} x {height} nodes, heights {low:.0f} to {high:.0f} m.</source>
      <translation>シーン: {width} x {height} 節点、高さ {low:.0f} から {high:.0f} m。</translation>
    </message>
    <message>
      <source>Image {view}: {lines} lines of {samples} samples.</source>
      <translation>画像 {view}: {lines} ライン × {samples} サンプル。</translation>
    </message>
    <message>
      <source>A scene of {size:g} m has fewer than three cells of {posting:g} m; make it larger.</source>
      <translation>{size:g} m のシーンは {posting:g} m のセル 3 つに足りません。大きくしてください。</translation>
    </message>
    <message>
      <source>A scene of {size:g} m with cells of {posting:g} m is too large for memory; make it smaller than {largest:.0f} m or the spacings larger.</source>
      <translation>{posting:g} m のセルでの {size:g} m のシーンはメモリに対して大きすぎます。{largest:.0f} m より小さくするか、画素間隔を大きくしてください。</translation>
    </message>
    <message>
      <source>{undeclared} There is no height in {voids:.1f} % of the scene of {size:g} m; fill the voids, make the scene smaller or move its centre.</source>
      <translation>{undeclared} {size:g} m のシーンの {voids:.1f} % に標高がありません。欠測を埋めるか、シーンを小さくするか、中心を移してください。</translation>
    </message>
    <message>
      <source>The DEM {path} has no height in {voids:.1f} % of the scene of {size:g} m; fill its voids, make the scene smaller or move its centre.</source>
      <translation>DEM {path} には、{size:g} m のシーンの {voids:.1f} % で高さがありません。欠落を埋めるか、シーンを小さくするか、中心を移してください。</translation>
    </message>
    <message>
      <source>The track of {end:.0f} s is too long for the one polynomial that a SICD product holds; make the scene smaller or write .tif images.</source>
      <translation>{end:.0f} s の航跡は、SICD プロダクトの 1 つの多項式には長すぎます。シーンを小さくするか、.tif 画像で書き出してください。</translation>
    </message>
    <message>
      <source>The near edge of the image does not reach the ground's mean height; fly higher.</source>
      <translation>画像のニアレンジ側の端が、地表の平均の高さに届きません。高度を上げてください。</translation>
    </message>
    <message>
      <source>At the heights of the DEM, {low:.0f} to {high:.0f} m, the secondary image shows only {share:.0f} % of the reference image; it would be {other:.0f} % if the heights were in {unit}. Convert the DEM to metres; if it is in metres, give the lowest and the highest height instead of the DEM.</source>
      <translation>DEM の標高 {low:.0f}～{high:.0f} m では、副画像に主画像の {share:.0f} % しか写っていません。標高の単位が{unit}であれば {other:.0f} % になります。DEM をメートルに変換してください。すでにメートルであれば、DEM の代わりに最低標高と最高標高を指定してください。</translation>
    </message>
    <message>
      <source>feet</source>
      <translation>フィート</translation>
    </message>
    <message>
      <source>decimetres</source>
      <translation>デシメートル</translation>
    </message>
    <message>
      <source>centimetres</source>
      <translation>センチメートル</translation>
    </message>
    <message>
      <source>{what} has heights that are probably in {unit}: their relief is {times:.3g} times that of the elevation raster; convert them to metres.</source>
      <translation>{what} の標高の単位はおそらく{unit}です。起伏が標高ラスタの {times:.3g} 倍です。メートルに変換してください。</translation>
    </message>
    <message>
      <source>The images are a stereo pair: the intersection angle is {angle:.1f} degrees, a match error of {match:g} pixel gives a height error of {sigma:.2f} m, and the secondary image covers {share:.0f} % of the reference image.</source>
      <translation>画像はステレオペアになります: 視線の交会角は {angle:.1f} 度、{match:g} 画素の精度の対応点で高さの精度は {sigma:.2f} m、副画像は主画像の {share:.0f} % を覆います。</translation>
    </message>
    <message>
      <source>Reference and secondary are the same file {reference}; choose two images of the same ground.</source>
      <translation>主画像と副画像が同じファイル {reference} です。同じ地表の 2 枚の画像を選んでください。</translation>
    </message>
    <message>
      <source>No pixel of the reference image reaches the ground at heights of {min_height:g} to {max_height:g} m; correct the heights, which count in metres above the WGS-84 ellipsoid.</source>
      <translation>主画像のどの画素も、高さ {min_height:g} から {max_height:g} m の地表に届きません。高さ (WGS 84 楕円体から) を訂正してください。</translation>
    </message>
    <message>
      <source>The images show common ground only with longitude and latitude of one exchanged; check the columns of the tracks from which their geometry was made.</source>
      <translation>片方の画像の経度と緯度を入れ替えた場合にだけ、両画像に同じ地表が写ります。ジオメトリを作成した航跡の列を確認してください。</translation>
    </message>
    <message>
      <source>The secondary image shows no part of the reference image's ground at these heights; choose two images of the same ground, and check the heights (of a DEM: unit and sign).</source>
      <translation>この高さでは、副画像に主画像の地表がまったく写りません。同じ地表の 2 枚の画像を選び、高さ (DEM の場合は単位と符号) を確認してください。</translation>
    </message>
    <message>
      <source>The secondary image shows only {share:.1f} % of the reference image's ground at these heights; choose two images of the same ground, and check the heights (of a DEM: unit and sign).</source>
      <translation>この高さでは、副画像に主画像の地表の {share:.1f} % しか写りません。同じ地表の 2 枚の画像を選び、高さ (DEM の場合は単位と符号) を確認してください。</translation>
    </message>
    <message>
      <source>Both images were taken from the same place, perhaps they are the same image twice; choose a second image from another flight track.</source>
      <translation>両画像は同じ場所から撮影されています。同じ画像が 2 回指定されている可能性もあります。2 枚目には別の航跡の画像を選んでください。</translation>
    </message>
    <message>
      <source>The images were taken from almost the same track: their lines of sight meet at {angle:.1f} degrees, where at least {minimum:g} are needed and {good:g} or more are good; choose a second image from another flight track.</source>
      <translation>両画像はほぼ同じ航跡から撮影されています: 視線の交会角は {angle:.1f} 度ですが、{minimum:g} 度以上が必要で、{good:g} 度以上が望まれます。2 枚目には別の航跡の画像を選んでください。</translation>
    </message>
    <message>
      <source>A change in height causes no parallax between the images, as if both were taken from one track at two squint angles; choose a second image from another flight track.</source>
      <translation>地表の高さが変わっても画像間の位置が動きません。同じ航跡から 2 つのスクイント角で撮影した場合に相当します。2 枚目には別の航跡の画像を選んでください。</translation>
    </message>
    <message>
      <source>The images see the ground from opposite sides, where slopes that are bright in one are dark in the other; choose images from one side, or allow opposite sides.</source>
      <translation>両画像は地表を反対側から見ており、一方で明るい斜面が他方では暗くなります。同じ側からの画像を選ぶか、反対側からの観測を許可してください。</translation>
    </message>
    <message>
      <source>They would show common ground with longitude and latitude of both exchanged: check the columns of the tracks from which their geometry was made, and the look sides.</source>
      <translation>両方の画像の経度と緯度を入れ替えると、同じ地表が写ります。ジオメトリを作成した航跡の列と、観測方向(左右)を確認してください。</translation>
    </message>
    <message>
      <source>They would show common ground if both antennas looked to the other side: check the look sides.</source>
      <translation>両方のアンテナが反対側を向いていれば、同じ地表が写ります。観測方向(左右)を確認してください。</translation>
    </message>
    <message>
      <source>They would show common ground if one antenna looked to the other side: check the look sides.</source>
      <translation>片方のアンテナが反対側を向いていれば、同じ地表が写ります。観測方向(左右)を確認してください。</translation>
    </message>
    <message>
      <source>{what} {hint}</source>
      <translation>{what}{hint}</translation>
    </message>
    <message>
      <source>The intersection angle is only {angle:.1f} degrees: matching is easy, but half a pixel of error moves the height by {sigma:.1f} m.</source>
      <translation>交会角が {angle:.1f} 度しかありません: マッチングは容易ですが、0.5 画素の誤差で高さが {sigma:.1f} m 変わります。</translation>
    </message>
    <message>
      <source>The images see the ground from opposite sides: only flat ground and point targets will match.</source>
      <translation>両画像は地表を反対側から見ています: 対応がとれるのは平坦地と点状の目標だけです。</translation>
    </message>
    <message>
      <source>The secondary image looks steeper (incidence {secondary:.1f} against {reference:.1f} degrees): exchange the two, and heights become more accurate.</source>
      <translation>副画像の方が急な角度で見ています (入射角 {secondary:.1f} 度、主画像は {reference:.1f} 度): 2 枚を入れ替えると高さの精度が上がります。</translation>
    </message>
    <message>
      <source>Only {share:.0f} % of the reference image is visible in the secondary.</source>
      <translation>副画像に写るのは主画像の {share:.0f} % だけです。</translation>
    </message>
    <message>
      <source>The flight tracks cross at {crossing:.0f} degrees, so that the images are turned against each other and slopes look different in them: expect fewer matches, and on steep ground give a DEM.</source>
      <translation>航跡が {crossing:.0f} 度で交差しているため、画像が互いに回転し、斜面の見え方が異なります: 対応点は少なくなります。急斜面では DEM を指定してください。</translation>
    </message>
    <message>
      <source>The intersection angle is {angle:.1f} degrees: the images look so different that matches will be few on steep ground.</source>
      <translation>交会角は {angle:.1f} 度です: 見え方が大きく異なり、急斜面では対応点が少なくなります。</translation>
    </message>
    <message>
      <source>{what} is damaged and cannot be read to its end; copy it again.</source>
      <translation>{what} は破損していて最後まで読めません。コピーし直してください。</translation>
    </message>
    <message>
      <source>longitude {west:.5f} to {east:.5f}, latitude {south:.5f} to {north:.5f}</source>
      <translation>経度 {west:.5f} から {east:.5f}、緯度 {south:.5f} から {north:.5f}</translation>
    </message>
    <message>
      <source>{what} has no coordinate system or no position; give a georeferenced DEM.</source>
      <translation>{what} に座標系または位置の情報がありません。ジオリファレンスされた DEM を指定してください。</translation>
    </message>
    <message>
      <source>{what} is smaller than 2 x 2 cells; give a raster that covers the scene.</source>
      <translation>{what} は 2 x 2 セルより小さくなっています。シーンを覆うラスタを指定してください。</translation>
    </message>
    <message>
      <source>{what} has a coordinate system that is neither geographic nor projected; reproject it.</source>
      <translation>{what} の座標系は地理座標系でも投影座標系でもありません。投影し直してください。</translation>
    </message>
    <message>
      <source>{what} has no height in the area of the images, only nodata; give a DEM with heights.</source>
      <translation>{what} には、画像の範囲に nodata しかありません。高さのある DEM を指定してください。</translation>
    </message>
    <message>
      <source>{what} does not cover the area of the images: it covers {extent} and {degrees} is needed; give a larger one or leave it out.</source>
      <translation>{what} は画像の範囲を覆っていません: 覆うのは {extent} で、必要なのは {degrees} です。より広いものを指定するか、省いてください。</translation>
    </message>
    <message>
      <source>an area without longitude and latitude</source>
      <translation>経度と緯度のない領域</translation>
    </message>
    <message>
      <source>The DEM {path} states heights above {datum}; they are used as heights above the ellipsoid, so everything that depends on them is off by the geoid undulation.</source>
      <translation>DEM {path} には {datum} からの高さと記録されています。楕円体からの高さとして使うため、それに基づくすべての値がジオイド高の分だけずれます。</translation>
    </message>
    <message>
      <source>{what} has only nodata; give a DEM with heights.</source>
      <translation>{what} には nodata しかありません。高さのある DEM を指定してください。</translation>
    </message>
    <message>
      <source>{what} covers the area of the images only with longitude and latitude exchanged; check the columns of the track from which the geometry was made.</source>
      <translation>{what} は、経度と緯度を入れ替えた場合にだけ画像の範囲を覆います。ジオメトリを作成した航跡の列を確認してください。</translation>
    </message>
    <message>
      <source>The coordinate system {name} has no vertical part; give a vertical one such as EPSG:5773 (EGM96).</source>
      <translation>座標系 {name} に高さの定義がありません。EPSG:5773 (EGM96) などの鉛直座標系を指定してください。</translation>
    </message>
    <message>
      <source>PROJ has no transformation from {name} to the ellipsoid at longitude {lon:.3f}, latitude {lat:.3f}; give the geoid as a raster instead.</source>
      <translation>PROJ には経度 {lon:.3f}、緯度 {lat:.3f} で {name} から楕円体への変換がありません。代わりにジオイドをラスタで指定してください。</translation>
    </message>
    <message>
      <source>{name}: heights above {datum} were converted to heights above the WGS-84 ellipsoid by {by}.</source>
      <translation>{name}: {datum} からの高さを、{by} により WGS 84 楕円体からの高さに変換しました。</translation>
    </message>
    <message>
      <source>The geoid grid {path} has values from {low:.0f} to {high:.0f} m, which are no heights of a geoid above the ellipsoid; give a raster of geoid undulations.</source>
      <translation>ジオイドグリッド {path} の値 {low:.0f} から {high:.0f} m は、楕円体からのジオイド高ではありません。ジオイド高のラスタを指定してください。</translation>
    </message>
    <message>
      <source>{name} is not heights in metres (upwards); convert the heights first.</source>
      <translation>{name} は (上向きの) メートル単位の高さではありません。先に高さを変換してください。</translation>
    </message>
    <message>
      <source>Heights of {name} need the geoid grid {files}, which is not installed; install it (projsync --file {file}) or give the geoid as a raster instead.</source>
      <translation>{name} の高さにはジオイドグリッド {files} が必要ですが、インストールされていません。インストールする (projsync --file {file}) か、代わりにジオイドをラスタで指定してください。</translation>
    </message>
    <message>
      <source>{name}: heights above {datum}.</source>
      <translation>{name}: {datum} からの高さ。</translation>
    </message>
    <message>
      <source>{by} has no geoid height at {lon:.3f}, {lat:.3f}; give one that covers the scene.</source>
      <translation>{by} には {lon:.3f}, {lat:.3f} のジオイド高がありません。シーンを覆うものを指定してください。</translation>
    </message>
    <message>
      <source>The vertical datum {text} is neither ellipsoid, nor a code such as EPSG:5773 (EGM96), nor a file that exists; give one of them.</source>
      <translation>鉛直基準 {text} は、ellipsoid でも、EPSG:5773 (EGM96) のようなコードでも、既存のファイルでもありません。いずれかを指定してください。</translation>
    </message>
    <message>
      <source>The geoid grid</source>
      <translation>ジオイドグリッド</translation>
    </message>
    <message>
      <source>{name} does not state its vertical datum; its heights are taken as above the WGS-84 ellipsoid.</source>
      <translation>{name} に鉛直基準の記録がないため、高さは WGS 84 楕円体からのものとして扱われます。</translation>
    </message>
    <message>
      <source>That datum has no code by which its geoid could be found.</source>
      <translation>ジオイドを特定できるコードがありません。</translation>
    </message>
    <message>
      <source>{name} {path} states heights of {datum}, not of the ellipsoid. {reason} Or convert the DEM to metres above the WGS-84 ellipsoid, for example with gdalwarp.</source>
      <translation>{name} {path} には、楕円体ではなく {datum} の高さと記録されています。{reason} または、gdalwarp などで DEM を WGS 84 楕円体からの高さ [m] に変換してください。</translation>
    </message>
    <message>
      <source>{what} has the same height of {height:g} m at all places; check that it is the right file.</source>
      <translation>{what} の高さはすべての場所で {height:g} m です。正しいファイルか確認してください。</translation>
    </message>
    <message>
      <source>{what} has heights from {low:.0f} to {high:.0f} m, and {share:.3g} % of them are below {lowest:.0f} m or above {highest:.0f} m, where no ground is; set them to nodata, or check the unit of the heights.</source>
      <translation>{what} の標高は {low:.0f}～{high:.0f} m で、その {share:.3g} % は地表のあり得ない {lowest:.0f} m 未満または {highest:.0f} m 超です。それらを nodata にするか、標高の単位を確認してください。</translation>
    </message>
    <message>
      <source>{what} has heights above the ground in the column {name}; give heights above a vertical datum.</source>
      <translation>{what} の列 {name} は地表からの高さです。鉛直基準からの高さを指定してください。</translation>
    </message>
    <message>
      <source>sea level or a geoid ({column})</source>
      <translation>海面またはジオイド({column})</translation>
    </message>
    <message>
      <source>{what} is in a coordinate system in feet ({name}) and does not state the unit of its heights; give them in a column whose name states it, such as height (ft) or height (m).</source>
      <translation>{what} の座標参照系はフィート単位({name})で、高さの単位が示されていません。height (ft) や height (m) のように列名で単位を示してください。</translation>
    </message>
    <message>
      <source>{what} has the height {value:.6g} m in {place}, where no ground is; remove the point or leave its height empty.</source>
      <translation>{what} の {place} の高さ {value:.6g} m は地表の高さではありません。点を削除するか、高さを空欄にしてください。</translation>
    </message>
    <message>
      <source>{what} has depths (positive down) by its coordinate system {name}; convert them to heights.</source>
      <translation>{what} の座標参照系 {name} によれば値は深さ(下が正)です。高さに変換してください。</translation>
    </message>
    <message>
      <source>{what} does not exist; choose a table (CSV) or a layer of points.</source>
      <translation>{what} がありません。表 (CSV) か点のレイヤを選んでください。</translation>
    </message>
    <message>
      <source>{what} has no points; it needs a line of names, and a line for each point.</source>
      <translation>{what} に点がありません。列名の行と、点ごとの行が必要です。</translation>
    </message>
    <message>
      <source>{what} has {count} layers of points; give a file with one.</source>
      <translation>{what} には点のレイヤが {count} 個あります。1 つだけのファイルを指定してください。</translation>
    </message>
    <message>
      <source>{what} holds no points.</source>
      <translation>{what} に点がありません。</translation>
    </message>
    <message>
      <source>{what} has {cell} as {column} in {place}, which is not a number.</source>
      <translation>{what} の{place}、{column} の {cell} は数値ではありません。</translation>
    </message>
    <message>
      <source>The coordinate system {text} of {whose} is not known; give a code such as EPSG:32633.</source>
      <translation>{whose}の座標系 {text} が分かりません。EPSG:32633 のようなコードを指定してください。</translation>
    </message>
    <message>
      <source>{what} is not a text file in UTF-8; give a table with commas, saved as CSV UTF-8.</source>
      <translation>{what} は UTF-8 のテキストファイルではありません。CSV UTF-8 として保存したコンマ区切りの表を指定してください。</translation>
    </message>
    <message>
      <source>{what} could not be read as text; give a table with commas (CSV).</source>
      <translation>{what} をテキストとして読めませんでした。コンマ区切りの表 (CSV) を指定してください。</translation>
    </message>
    <message>
      <source>line {number}</source>
      <translation>{number} 行目</translation>
    </message>
    <message>
      <source>{what} cannot be read; give a table (CSV) or a GeoPackage of points.</source>
      <translation>{what} を読めません。表 (CSV) か点の GeoPackage を指定してください。</translation>
    </message>
    <message>
      <source>{what} has no point in row {number}; give points.</source>
      <translation>{what} の {number} 行目は点ではありません。点を指定してください。</translation>
    </message>
    <message>
      <source>{what} has {count} points in row {number}; give a layer with one point in each row (Multipart to singleparts).</source>
      <translation>{what} の {number} 行目に点が {count} 個あります。各行に 1 点だけのレイヤを指定してください (マルチパートをシングルパートに変換)。</translation>
    </message>
    <message>
      <source>row {number}</source>
      <translation>{number} 行目</translation>
    </message>
    <message>
      <source>{what} begins and ends within the scene, but its ends do not fit together: a turn around the Earth is no whole number of its cells; warp it to the UTM zone of the scene.</source>
      <translation>{what} はシーンの中で始まりと終わりがありますが、地球一周がセルの整数倍でないため、両端がつながりません。シーンの UTM 座標系に変換してください。</translation>
    </message>
    <message>
      <source>{what} has the undeclared value {values} in {share:.3g} % of its cells, far from all other heights; it is used as void.</source>
      <translation>{what} のセルの {share:.3g} % に、宣言されておらず他のすべての標高から遠く離れた値 {values} があります。欠測として扱います。</translation>
    </message>
    <message>
      <source>declare the nodata value of the file (gdal_edit.py -a_nodata)</source>
      <translation>ファイルの nodata 値を宣言してください (gdal_edit.py -a_nodata)</translation>
    </message>
    <message>
      <source>{what} has the undeclared value {values} in {share:.3g} % of its cells, far from all other heights; it is used as void, and so are the cells around it, where a resampling has mixed it with heights.</source>
      <translation>{what} のセルの {share:.3g} % に、宣言されておらず他のすべての標高から遠く離れた値 {values} があります。欠測として扱い、再配列で標高と混ざった周囲のセルも欠測とします。</translation>
    </message>
    <message>
      <source>{what} has the undeclared value {values} in {share:.3g} % of its cells, in areas that end at a cliff on all sides; it is used as void.</source>
      <translation>{what} のセルの {share:.3g} % に、宣言されていない値 {values} があり、その領域は四方を崖で囲まれています。欠測として扱います。</translation>
    </message>
    <message>
      <source>The DEM</source>
      <translation>DEM</translation>
    </message>
    <message>
      <source>{what} has values in {unit}, not heights in metres; convert it first.</source>
      <translation>{what} の値の単位は {unit} で、メートル単位の高さではありません。先に変換してください。</translation>
    </message>
    <message>
      <source>{what} has 8-bit numbers without a unit, as pictures and hillshades have; give a raster of heights, or convert it to 16 bits if these are heights in metres.</source>
      <translation>{what} の値は単位のない 8 ビットの数値で、画像や陰影図と同じです。標高のラスタを指定するか、値がメートル単位の高さであれば 16 ビットに変換してください。</translation>
    </message>
    <message>
      <source>{what} is in a coordinate system in feet and does not say the unit of its heights; convert its heights to metres, or set its band unit to m if they are.</source>
      <translation>{what} の座標系はフィート単位で、高さの単位の記録がありません。高さをメートルに変換するか、すでにメートルであればバンドの単位を m にしてください。</translation>
    </message>
    <message>
      <source>{what} has heights in feet ({unit}); convert them to metres first (multiply by 0.3048).</source>
      <translation>{what} の高さはフィート ({unit}) です。先にメートルに変換してください (0.3048 を掛けます)。</translation>
    </message>
    <message>
      <source>{what} {path} has no raster band; name one of its layers instead.</source>
      <translation>{what} {path} にラスタバンドがありません。代わりにその中のレイヤを指定してください。</translation>
    </message>
    <message>
      <source>{what} holds depths (positive down), not heights; negate its values first.</source>
      <translation>{what} は高さではなく深さ (下向きが正) です。先に符号を反転してください。</translation>
    </message>
    <message>
      <source>{what} {path} cannot be read ({reason}); give a raster that GDAL opens.</source>
      <translation>{what} {path} を読めません ({reason})。GDAL で開けるラスタを指定してください。</translation>
    </message>
    <message>
      <source>Almost no patch of the training set has a true match in a tenth of its pixels; check that its images, reference DSM and their geometry belong together.</source>
      <translation>学習データセットには、画素の 10 分の 1 に真の対応があるパッチがほとんどありません。画像、参照 DSM、ジオメトリの組み合わせを確認してください。</translation>
    </message>
    <message>
      <source>The folder {folder} holds a training set of other inputs, parameters or versions of the plugin; choose another one or delete it.</source>
      <translation>フォルダ {folder} には、別の入力、パラメータ、またはプラグインの別のバージョンの学習データセットが入っています。別のフォルダを選ぶか、削除してください。</translation>
    </message>
    <message>
      <source>The folder {folder} is not empty and holds no training set; choose an empty folder.</source>
      <translation>フォルダ {folder} は空ではなく、学習データセットも入っていません。空のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>The reference surface model covers no ground of the images; give one of the same area, with heights in metres above the WGS-84 ellipsoid.</source>
      <translation>参照 DSM が画像の地表を覆っていません。同じ地域の、WGS 84 楕円体からの高さ [m] のものを指定してください。</translation>
    </message>
    <message>
      <source>None of the {count} patches has a true match in a quarter of its pixels; check that both images show the ground of the reference surface model, and that its heights count from the WGS-84 ellipsoid.</source>
      <translation>{count} 個のパッチのどれにも、画素の 4 分の 1 に真の対応がありません。両画像に参照 DSM の地表が写っていることと、その高さが WGS 84 楕円体からのものであることを確認してください。</translation>
    </message>
    <message>
      <source>The {count} patches with truth lie too close together to train on some and validate on others; use a smaller patch size, or images of a larger area.</source>
      <translation>真値のある {count} 個のパッチが近すぎて、学習用と検証用に分けられません。パッチサイズを小さくするか、より広い地域の画像を使ってください。</translation>
    </message>
    <message>
      <source>The folder {folder} holds an unfinished training set of other inputs, parameters or versions of the plugin; choose another folder or delete it.</source>
      <translation>フォルダ {folder} には、別の入力、パラメータ、またはプラグインの別のバージョンの未完成の学習データセットが入っています。別のフォルダを選ぶか、削除してください。</translation>
    </message>
    <message>
      <source>The folder {folder} could not be made ({reason}); choose another one.</source>
      <translation>フォルダ {folder} を作れませんでした ({reason})。別のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>The loss is not a number at step {step}; the last good checkpoint, after step {good}, is kept in {folder}, and the same run with a lower learning rate continues from it.</source>
      <translation>ステップ {step} で損失が数値でなくなりました。ステップ {good} の後の最後の正常なチェックポイントを {folder} に残してあります。学習率を下げて同じ処理を実行すると、そこから続けます。</translation>
    </message>
    <message>
      <source>Step {step} of {steps}: loss {loss:.3f}, validation: median error {median:.2f} px (before the refiners {sweep:.2f}), PCK@1 {pck1:.3f}, PCK@3 {pck3:.3f}, of the more certain half {sure:.3f}; {minutes:.0f} min.</source>
      <translation>ステップ {step} / {steps}: 損失 {loss:.3f}、検証: 誤差の中央値 {median:.2f} px (リファイナ適用前 {sweep:.2f})、PCK@1 {pck1:.3f}、PCK@3 {pck3:.3f}、確信度の高い半分で {sure:.3f}、{minutes:.0f} 分。</translation>
    </message>
    <message>
      <source>Continuing after step {first} of {steps}.</source>
      <translation>{steps} ステップのうちステップ {first} の後から続けます。</translation>
    </message>
    <message>
      <source>The loss is not a number at step {step}, and there is no checkpoint in {folder} yet; start again with a lower learning rate.</source>
      <translation>ステップ {step} で損失が数値でなくなりました。{folder} にはまだチェックポイントがありません。学習率を下げてやり直してください。</translation>
    </message>
    <message>
      <source>The checkpoint {path} belongs to another training set, schedule or start; remove it, or choose another folder.</source>
      <translation>チェックポイント {path} は、別の学習データセット、スケジュール、または初期値のものです。削除するか、別のフォルダを選んでください。</translation>
    </message>
    <message>
      <source>The checkpoint {path} cannot be read ({reason}); remove it to start again.</source>
      <translation>チェックポイント {path} を読めません ({reason})。削除して最初からやり直してください。</translation>
    </message>
    <message>
      <source>The checkpoint {path} is of another version of the plugin; remove it to start again.</source>
      <translation>チェックポイント {path} は、プラグインの別のバージョンのものです。最初から始めるには削除してください。</translation>
    </message>
    <message>
      <source>The matcher {matcher} has nothing to train; choose one of {trainable}.</source>
      <translation>手法 {matcher} には学習するものがありません。{trainable} から選んでください。</translation>
    </message>
    <message>
      <source>The matcher roma needs weights to begin with, which do not come with the plugin; name a file that downloadweights, trainmatcher or finetune wrote.</source>
      <translation>手法 roma には最初の重みが必要ですが、プラグインには付属しません。downloadweights、trainmatcher、finetune が書き出したファイルを指定してください。</translation>
    </message>
    <message>
      <source>Training the matcher roma</source>
      <translation>手法 roma の学習</translation>
    </message>
    <message>
      <source>train the matcher compact</source>
      <translation>手法 compact を学習してください</translation>
    </message>
    <message>
      <source>{path} is not a training sample of this version; make the training set again.</source>
      <translation>{path} はこのバージョンの学習サンプルではありません。学習データセットを作り直してください。</translation>
    </message>
    <message>
      <source>{path} is not a whole training sample: it has no {missing}.</source>
      <translation>{path} は完全な学習サンプルではありません: {missing} がありません。</translation>
    </message>
    <message>
      <source>The window lies outside the image.</source>
      <translation>ウィンドウが画像の外にあります。</translation>
    </message>
    <message>
      <source>A DEM is named both for training and for validation; leave it out of one of them.</source>
      <translation>同じ DEM が学習用と検証用の両方に指定されています。一方から外してください。</translation>
    </message>
    <message>
      <source>Pair {seed} is left out: {reason}</source>
      <translation>ペア {seed} を除きました: {reason}</translation>
    </message>
    <message>
      <source>The GPU's memory is too small to train on a single crop; close other programs that use it, or choose the device cpu.</source>
      <translation>GPU のメモリが切り出し 1 つの学習にも足りません。GPU を使う他のプログラムを閉じるか、デバイスに cpu を選んでください。</translation>
    </message>
    <message>
      <source>The GPU's memory is too small for the whole batch; it is halved from here on and the halves' gradients are added, which takes longer.</source>
      <translation>GPU のメモリがバッチ全体に足りません。以後はバッチを半分に分けて勾配を足し合わせます。時間は長くなります。</translation>
    </message>
    <message>
      <source>{folder} is not a finished training set: it has no {manifest}. Run createtrainingset to the end.</source>
      <translation>{folder} は完成した学習データセットではありません: {manifest} がありません。createtrainingset を最後まで実行してください。</translation>
    </message>
    <message>
      <source>The training set {folder} lacks {count} of its samples, first {missing}.</source>
      <translation>学習データセット {folder} のサンプルが {count} 個欠けています。最初は {missing} です。</translation>
    </message>
    <message>
      <source>{folder} is a training set of another version; make it again.</source>
      <translation>{folder} は別のバージョンの学習データセットです。作り直してください。</translation>
    </message>
    <message>
      <source>The manifest {path} is damaged ({reason}); make the training set again.</source>
      <translation>マニフェスト {path} が破損しています ({reason})。学習データセットを作り直してください。</translation>
    </message>
    <message>
      <source>The training set {folder} has no {split} sample; make it from a larger area.</source>
      <translation>学習データセット {folder} に {split} のサンプルがありません。より広い地域から作ってください。</translation>
    </message>
    <message>
      <source>The DEM {path} has fewer than 2 x 2 cells at the images; give a larger one.</source>
      <translation>DEM {path} は、画像の範囲で 2 x 2 セルに足りません。より広いものを指定してください。</translation>
    </message>
    <message>
      <source>The middle of an image does not reach the ground at its reference height; check its geometry.</source>
      <translation>画像の中央が基準の高さの地表に届きません。ジオメトリを確認してください。</translation>
    </message>
    <message>
      <source>it has no Python package {name}; start it with the Python and the packages of the engine.</source>
      <translation>Python パッケージ {name} がありません。エンジンの Python とパッケージで起動してください。</translation>
    </message>
    <message>
      <source>The worker {worker} of the cluster cannot take part: {reason}</source>
      <translation>クラスタのワーカー {worker} は参加できません: {reason}</translation>
    </message>
    <message>
      <source>The Dask scheduler {scheduler} has gone; start it and run the same again: finished patches are kept.</source>
      <translation>Dask スケジューラ {scheduler} がなくなりました。起動して同じ実行をもう一度行ってください。完了したパッチは残っています。</translation>
    </message>
    <message>
      <source>Waiting for workers of {scheduler}.</source>
      <translation>{scheduler} のワーカーを待っています。</translation>
    </message>
    <message>
      <source>{count} workers of the cluster ended at the same patch, the last one {worker}; give workers more memory, or use more looks or smaller patches, and run the same again: finished patches are kept.</source>
      <translation>クラスタのワーカーが同じパッチで {count} 個終了しました (最後は {worker})。ワーカーのメモリを増やすか、ルック数を増やすか、パッチを小さくして、同じ実行をもう一度行ってください。完了したパッチは残っています。</translation>
    </message>
    <message>
      <source>Matching on a cluster needs the Python package {missing}; install it with: python3 -m pip install --no-deps --target "{folder}" {packages}</source>
      <translation>クラスタでのマッチングには Python パッケージ {missing} が必要です。次でインストールしてください: python3 -m pip install --no-deps --target "{folder}" {packages}</translation>
    </message>
    <message>
      <source>No Dask scheduler answers at {address} ({reason}); start it, or correct the address.</source>
      <translation>{address} で Dask スケジューラが応答しません ({reason})。起動するか、アドレスを直してください。</translation>
    </message>
    <message>
      <source>The worker {worker} wrote a file that cannot be seen here; use an output folder that all workers share: {path}</source>
      <translation>ワーカー {worker} が書いたファイルがここでは見えません。すべてのワーカーが共有する出力フォルダを使ってください: {path}</translation>
    </message>
    <message>
      <source>There was not enough memory for {before} workers; matching continues with {count}.</source>
      <translation>{before} 個のワーカーにはメモリが足りませんでした。{count} 個でマッチングを続けます。</translation>
    </message>
    <message>
      <source>there was not enough memory</source>
      <translation>メモリが足りませんでした</translation>
    </message>
    <message>
      <source>signal {number}</source>
      <translation>シグナル {number}</translation>
    </message>
    <message>
      <source>exit code {number}</source>
      <translation>終了コード {number}</translation>
    </message>
    <message>
      <source>A worker process ended {count} times at the same patch ({reason}); close other programs, use fewer workers, more looks or smaller patches, and run the same again: finished patches are kept.</source>
      <translation>ワーカープロセスが同じパッチで {count} 回終了しました ({reason})。他のプログラムを閉じるか、ワーカーを減らすか、ルック数を増やすか、パッチを小さくして、同じ実行をもう一度行ってください。完了したパッチは残っています。</translation>
    </message>
    <message>
      <source>{count} workers need {needed:.1f} GB of memory in addition to the job's own process, and the limit in the settings is {limit}; raise it, or use fewer workers.</source>
      <translation>{count} 個のワーカーには、処理自体のプロセスに加えて {needed:.1f} GB のメモリが必要ですが、設定の上限は {limit} です。上限を上げるか、ワーカーを減らしてください。</translation>
    </message>
  </context>
</TS>
